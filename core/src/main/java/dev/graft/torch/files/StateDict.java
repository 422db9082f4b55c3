package dev.graft.torch.files;

import dev.graft.files.pickle.UnknownClass;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.tensors.StoredTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the dictionary of tensors in what a {@code .pth} file holds and fetches their elements.
 * What stands beside them and is of a class that Graft does not know does not matter.
 */
final class StateDict {

  /** Where training programs nest it; averaged (EMA) copies are taken only when asked for. */
  private static final List<String> USUAL_KEYS =
      List.of("state_dict", "model_state_dict", "model", "net");

  /** Wrappers put these before every name: DataParallel, torch.compile, Lightning modules. */
  private static final List<String> WRAPPERS =
      List.of("module.", "_orig_mod.", "model.", "backbone.", "net.", "network.", "encoder.");

  private final FileBytes file;
  private final TorchPickle pickle;
  private final Object root;

  /** Of the next pickle. */
  StateDict(FileBytes file, TorchPickle pickle) throws WeightFileException {
    this.file = file;
    this.pickle = pickle;
    this.root = pickle.next();
  }

  /** Gives the bytes of the whole storage that {@code storage} refers to. */
  @FunctionalInterface
  interface Storages {
    ByteBuffer bytes(PickledStorage storage) throws IOException;
  }

  /** The tensors of the whole, or of its part {@code key}, by name in pickle order. */
  WeightFile read(Optional<String> key, Storages storages) throws IOException {
    // Views with odd strides and compressed storages are copied; a hostile file could ask for the
    // same bytes many times over.
    long copyLimit = 2 * file.size() + (16 << 20);
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    Map<String, UnknownClass> unreadable = new HashMap<>();
    for (Map.Entry<String, Object> entry : unwrapped(choose(key)).entrySet()) {
      if (!(entry.getValue() instanceof PickledTensor tensor)) {
        unreadable.put(entry.getKey(), (UnknownClass) entry.getValue());
        continue;
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
        tensors.put(
            entry.getKey(),
            StoredTensor.of(entry.getKey(), tensor.type(), tensor.shape(), elements));
      } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
        throw new WeightFileException(
            file.path(), "damaged tensor " + entry.getKey() + ": " + e.getMessage(), e);
      }
    }
    return new WeightFile(file, tensors, Map.of(), unreadable);
  }

  private Map<?, ?> choose(Optional<String> key) throws WeightFileException {
    requireKnown(Collections.singleton(root));
    if (!(root instanceof Map<?, ?> top)) {
      throw new WeightFileException(
          file.path(),
          "holds no dictionary of tensors; save one with torch.save(model.state_dict(), file)");
    }
    if (key.isPresent()) {
      if (top.get(key.get()) instanceof Map<?, ?> named && hasTensors(named)) {
        return named;
      }
      requireKnown(contents(top.get(key.get())));
      throw new WeightFileException(
          file.path(), "has no tensors under \"%s\"; %s".formatted(key.get(), offered(top)));
    }
    List<String> usual = new ArrayList<>(USUAL_KEYS);
    usual.removeIf(k -> !hasTensors(top.get(k)));
    if (usual.size() == 1) {
      return (Map<?, ?>) top.get(usual.get(0));
    }
    if (usual.isEmpty()) {
      requireKnown(USUAL_KEYS.stream().map(top::get).toList());
      for (Object value : hasTensors(top) ? List.of() : top.values()) {
        requireKnown(contents(value));
      }
    }
    if (!hasTensors(top) || !usual.isEmpty()) {
      throw new WeightFileException(
          file.path(), "does not say which of its parts are the weights; " + offered(top));
    }
    return top;
  }

  private void requireKnown(Collection<?> values) throws WeightFileException {
    for (Object value : values) {
      if (value instanceof UnknownClass unknown) {
        throw pickle.refused(unknown);
      }
    }
  }

  private static Collection<?> contents(Object value) {
    return value instanceof Map<?, ?> part ? part.values() : Collections.singleton(value);
  }

  private static String offered(Map<?, ?> top) {
    List<?> keys = top.keySet().stream().filter(key -> hasTensors(top.get(key))).toList();
    return keys.isEmpty() ? "no part of it holds tensors" : "name one of " + keys + " as FILE#NAME";
  }

  private static boolean hasTensors(Object value) {
    return value instanceof Map<?, ?> map
        && map.entrySet().stream().anyMatch(entry -> isTensor(entry.getKey(), entry.getValue()));
  }

  private static boolean isTensor(Object key, Object value) {
    return key instanceof String && value instanceof PickledTensor;
  }

  /**
   * The entries that are tensors, or might be; a checkpoint keeps counters and settings beside
   * them. Drops what wrappers put before every tensor's name, repeatedly: {@code
   * module.model.conv1.weight}.
   */
  private static Map<String, Object> unwrapped(Map<?, ?> chosen) {
    Map<String, Object> named = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : chosen.entrySet()) {
      boolean unknown = entry.getValue() instanceof UnknownClass;
      if (entry.getKey() instanceof String name
          && (unknown || entry.getValue() instanceof PickledTensor)) {
        named.put(name, entry.getValue());
      }
    }
    if (tensors(named).size() > 1) {
      named.remove("n_averaged"); // the counter of torch.optim.swa_utils.AveragedModel
    }
    for (int i = 0; i < WRAPPERS.size(); i++) {
      String prefix = WRAPPERS.get(i);
      if (tensors(named).stream().allMatch(n -> n.startsWith(prefix))) {
        Map<String, Object> shorter = new LinkedHashMap<>();
        named.forEach(
            (name, value) -> {
              if (name.startsWith(prefix)) {
                shorter.put(name.substring(prefix.length()), value);
              }
            });
        named = shorter;
        i = -1; // from the first again
      }
    }
    return named;
  }

  private static List<String> tensors(Map<String, Object> named) {
    return named.keySet().stream().filter(name -> isTensor(name, named.get(name))).toList();
  }
}
