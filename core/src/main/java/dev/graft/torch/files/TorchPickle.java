package dev.graft.torch.files;

import static dev.graft.files.pickle.UnknownClass.requireKnown;

import dev.graft.files.pickle.Pickle;
import dev.graft.files.pickle.PickleNames;
import dev.graft.files.pickle.UnknownClass;
import dev.graft.torch.WeightFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The pickles of a {@code .pth} file, one after another, and the storages that they refer to. */
final class TorchPickle implements PickleNames {

  private final Path file;
  private final ByteBuffer bytes;
  private final Map<String, Object> storages = new HashMap<>(); // or their unknown classes

  /** {@code file} is named in messages only. */
  TorchPickle(Path file, ByteBuffer bytes) {
    this.file = file;
    this.bytes = bytes.slice();
  }

  /** What the next pickle describes. */
  Object next() throws WeightFileException {
    try {
      return Pickle.read(bytes, this);
    } catch (IOException e) {
      throw new WeightFileException(
          file, "damaged pickle near byte %d: %s".formatted(bytes.position(), e.getMessage()), e);
    }
  }

  /** Bytes read so far. */
  int position() {
    return bytes.position();
  }

  @Override
  public Optional<PickledClass> named(String name) {
    return PickledClass.named(name);
  }

  @Override
  public Object stored(Object id) {
    Object[] parts = (Object[]) requireKnown(id);
    if (parts.length > 2 && parts[1] instanceof UnknownClass unknown) {
      if (parts[2] instanceof String key) {
        storages.putIfAbsent(key, unknown);
      }
      return unknown;
    }
    PickledStorage storage = PickledClass.storage(parts);
    storages.putIfAbsent(storage.key(), storage);
    return storage;
  }

  /** The storage that was referred to by {@code key}. */
  PickledStorage storage(Object key) throws WeightFileException {
    Object stored = key instanceof String ? storages.get(key) : null;
    if (stored instanceof UnknownClass unknown) {
      throw refused(unknown);
    }
    if (stored == null) {
      throw new WeightFileException(file, "damaged: a storage that no tensor uses");
    }
    return (PickledStorage) stored;
  }

  /** What to say where the weights are, or depend on, {@code unknown}. */
  WeightFileException refused(UnknownClass unknown) {
    String all = StandardCharsets.ISO_8859_1.decode(bytes.duplicate().rewind()).toString();
    if (all.contains("_modules") && all.contains("_parameters")) {
      return new WeightFileException(
          file,
          "holds a whole pickled model (it names the Python class %s), not a state_dict; "
                  .formatted(unknown.name())
              + "in Python, save the weights alone: torch.save(model.state_dict(), file)");
    }
    return new WeightFileException(
        file,
        "names the Python class or function %s, which is no part of weights; "
                .formatted(unknown.name())
            + "nothing of it was run. If you trust its origin, save the weights alone in Python: "
            + "torch.save(model.state_dict(), file)");
  }
}
