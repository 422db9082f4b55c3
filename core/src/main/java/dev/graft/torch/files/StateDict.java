package dev.graft.torch.files;

import dev.graft.files.pickle.UnknownClass;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.tensors.StoredTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The tensors in what a {@code .pth} file holds, up to {@link #DEPTH} dictionaries deep, under the
 * keys of those with dots between. What stands beside them and is of a class that Graft does not
 * know does not matter.
 */
final class StateDict {

  /** A checkpoint's own dictionary, in it that of a part, in that one of the part's. */
  private static final int DEPTH = 3;

  private final FileBytes file;
  private final TorchPickle pickle;
  private final Object root;

  /** Each is visited once: a hostile file could name one many times over. */
  private final Set<Object> visited = Collections.newSetFromMap(new IdentityHashMap<>());

  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
  private final Map<String, UnknownClass> unreadable = new HashMap<>();
  private long copyLimit;

  /** Of the next pickle. */
  StateDict(FileBytes file, TorchPickle pickle) throws WeightFileException {
    this.file = file;
    this.pickle = pickle;
    this.root = pickle.next();
    // Views with odd strides and compressed storages are copied; a hostile file could ask for the
    // same bytes many times over.
    this.copyLimit = 2 * file.size() + (16 << 20);
  }

  /** Gives the bytes of the whole storage that {@code storage} refers to. */
  @FunctionalInterface
  interface Storages {
    ByteBuffer bytes(PickledStorage storage) throws IOException;
  }

  /** All tensors by name, in pickle order. */
  WeightFile read(Storages storages) throws IOException {
    if (root instanceof UnknownClass unknown) {
      throw pickle.refused(unknown);
    }
    if (root instanceof Map<?, ?> top) {
      addAll(top, "", 1, storages);
    }
    if (tensors.isEmpty() && !unreadable.isEmpty()) {
      throw pickle.refused(unreadable.values().iterator().next());
    }
    if (tensors.isEmpty()) {
      throw new WeightFileException(
          file.path(),
          "holds no dictionary of tensors; save one with torch.save(model.state_dict(), file)");
    }
    return new WeightFile(file, tensors, Map.of(), unreadable);
  }

  private void addAll(Map<?, ?> dictionary, String prefix, int depth, Storages storages)
      throws IOException {
    if (!visited.add(dictionary)) {
      return;
    }
    for (Map.Entry<?, ?> entry : dictionary.entrySet()) {
      if (!(entry.getKey() instanceof String key)) {
        continue;
      }
      String name = prefix + key;
      if (entry.getValue() instanceof PickledTensor tensor) {
        add(name, tensor, storages);
      } else if (entry.getValue() instanceof UnknownClass unknown) {
        unreadable.put(name, unknown);
      } else if (entry.getValue() instanceof Map<?, ?> part && depth < DEPTH) {
        addAll(part, name + ".", depth + 1, storages);
      }
    }
  }

  private void add(String name, PickledTensor tensor, Storages storages) throws IOException {
    if (tensors.containsKey(name)) {
      throw new WeightFileException(file.path(), "has two tensors named " + name);
    }
    if (!tensor.contiguous()) {
      copyLimit -= Math.max(0, tensor.byteCount());
    }
    if (copyLimit < 0) {
      throw new WeightFileException(
          file.path(), "its strided views unfold to far more bytes than the file has");
    }
    try {
      ByteBuffer elements = tensor.elements(storages.bytes(tensor.storage()));
      tensors.put(name, StoredTensor.of(name, tensor.type(), tensor.shape(), elements));
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      throw new WeightFileException(
          file.path(), "damaged tensor " + name + ": " + e.getMessage(), e);
    }
  }
}
