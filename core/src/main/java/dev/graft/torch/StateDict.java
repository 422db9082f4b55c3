package dev.graft.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the dictionary of tensors in what a {@code .pth} file holds and fetches their elements. */
final class StateDict {

  /** Where training programs nest it; averaged (EMA) copies are taken only when asked for. */
  private static final List<String> USUAL_KEYS =
      List.of("state_dict", "model_state_dict", "model", "net");

  /** Wrappers put these before every name: DataParallel, torch.compile, Lightning modules. */
  private static final List<String> WRAPPERS =
      List.of("module.", "_orig_mod.", "model.", "backbone.", "net.", "network.", "encoder.");

  private StateDict() {}

  /** Gives the bytes of the whole storage that {@code storage} refers to. */
  @FunctionalInterface
  interface Storages {
    ByteBuffer bytes(PickledStorage storage) throws IOException;
  }

  /** The tensors of {@code root}, or of its part {@code key}, by name in pickle order. */
  static Map<String, StoredTensor> tensors(
      FileBytes file, Object root, Optional<String> key, Storages storages) throws IOException {
    Map<String, PickledTensor> chosen = unwrapped(choose(file.path(), root, key));
    // Views with odd strides and compressed storages are copied; a hostile file could ask for the
    // same bytes many times over.
    long copyLimit = 2 * file.size() + (16 << 20);
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, PickledTensor> entry : chosen.entrySet()) {
      PickledTensor tensor = entry.getValue();
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
    return tensors;
  }

  private static Map<String, PickledTensor> choose(Path file, Object root, Optional<String> key)
      throws WeightFileException {
    if (!(root instanceof Map<?, ?> top)) {
      throw new WeightFileException(
          file,
          "holds no dictionary of tensors; save one with torch.save(model.state_dict(), file)");
    }
    if (key.isPresent()) {
      Map<String, PickledTensor> named = tensorsIn(top.get(key.get()));
      if (named.isEmpty()) {
        throw new WeightFileException(
            file, "has no tensors under \"%s\"; %s".formatted(key.get(), offered(top)));
      }
      return named;
    }
    List<String> usual = new ArrayList<>(USUAL_KEYS);
    usual.removeIf(k -> tensorsIn(top.get(k)).isEmpty());
    if (usual.size() == 1) {
      return tensorsIn(top.get(usual.get(0)));
    }
    Map<String, PickledTensor> direct = tensorsIn(top);
    if (direct.isEmpty() || !usual.isEmpty()) {
      throw new WeightFileException(
          file, "does not say which of its parts are the weights; " + offered(top));
    }
    return direct;
  }

  private static String offered(Map<?, ?> top) {
    List<String> keys = new ArrayList<>();
    for (Map.Entry<?, ?> entry : top.entrySet()) {
      if (!tensorsIn(entry.getValue()).isEmpty()) {
        keys.add(String.valueOf(entry.getKey()));
      }
    }
    return keys.isEmpty() ? "no part of it holds tensors" : "name one of " + keys + " as FILE#NAME";
  }

  /** The entries that are tensors; a checkpoint keeps counters and settings beside them. */
  private static Map<String, PickledTensor> tensorsIn(Object value) {
    Map<String, PickledTensor> tensors = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (entry.getKey() instanceof String name
            && entry.getValue() instanceof PickledTensor tensor) {
          tensors.put(name, tensor);
        }
      }
    }
    return tensors;
  }

  /** Drops what wrappers put before every name, repeatedly: {@code module.model.conv1.weight}. */
  private static Map<String, PickledTensor> unwrapped(Map<String, PickledTensor> tensors) {
    Map<String, PickledTensor> named = new LinkedHashMap<>(tensors);
    if (named.size() > 1 && named.containsKey("n_averaged")) {
      named.remove("n_averaged"); // the counter of torch.optim.swa_utils.AveragedModel
    }
    for (int i = 0; i < WRAPPERS.size(); i++) {
      String prefix = WRAPPERS.get(i);
      if (named.keySet().stream().allMatch(n -> n.startsWith(prefix))) {
        Map<String, PickledTensor> shorter = new LinkedHashMap<>();
        named.forEach((name, tensor) -> shorter.put(name.substring(prefix.length()), tensor));
        named = shorter;
        i = -1; // from the first again
      }
    }
    return named;
  }
}
