package dev.graft.torch.files;

import dev.graft.torch.WeightFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Reads what {@code torch.save} wrote before PyTorch 1.6: five pickles one after another (magic
 * number, protocol version, machine, object, keys of storages), then each storage as a 64-bit
 * element count and its elements.
 */
final class TorchLegacy {

  /** How the pickled magic number 0x1950a86a20f9469cfc6c begins, after the protocol: LONG1, 10. */
  private static final byte[] MAGIC = HexFormat.of().parseHex("8a0a6cfc9c46f9206aa850192e");

  private static final int MAX_PICKLES = 32 << 20; // bytes

  private TorchLegacy() {}

  static boolean recognises(ByteBuffer head) {
    return head.remaining() > 2 + MAGIC.length
        && head.get(0) == (byte) 0x80
        && head.slice(2, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
  }

  static WeightFile read(FileBytes file) throws IOException {
    int window = (int) Math.min(MAX_PICKLES, file.size());
    TorchPickle pickle = new TorchPickle(file.path(), file.slice(0, window, "its beginning"));
    pickle.next(); // the magic number
    Object protocol = pickle.next();
    if (!Integer.valueOf(1001).equals(protocol)) {
      // Anything but a number may be a container whose text has no end.
      throw new WeightFileException(
          file.path(),
          protocol instanceof Integer version
              ? "is of protocol version " + version + ", Graft reads 1001"
              : "damaged: its protocol version is no number");
    }
    if (pickle.next() instanceof Map<?, ?> machine
        && Boolean.FALSE.equals(machine.get("little_endian"))) {
      throw new WeightFileException(
          file.path(), "was saved on a big-endian machine, which Graft does not read");
    }
    StateDict stateDict = new StateDict(file, pickle);
    if (!(pickle.next() instanceof List<?> keys)) {
      throw new WeightFileException(file.path(), "damaged: its list of storages is missing");
    }
    Map<String, ByteBuffer> storages = storages(file, pickle, keys);
    return stateDict.read(storage -> whole(file, storages, storage));
  }

  private static Map<String, ByteBuffer> storages(FileBytes file, TorchPickle pickle, List<?> keys)
      throws WeightFileException {
    Map<String, ByteBuffer> storages = new HashMap<>();
    long at = pickle.position();
    for (Object key : keys) {
      PickledStorage storage = pickle.storage(key);
      String name = storage.key();
      String what = "storage " + name;
      long count = file.slice(at, 8, what).getLong();
      if (count != storage.count() || storages.containsKey(name)) {
        throw new WeightFileException(
            file.path(),
            "damaged: %s should have %d elements, has %d".formatted(what, storage.count(), count));
      }
      storages.put(name, file.slice(at + 8, storage.bytes(), what));
      at += 8 + storage.bytes();
    }
    if (at != file.size()) {
      throw new WeightFileException(
          file.path(), "damaged: its storages end at byte %d of %d".formatted(at, file.size()));
    }
    return storages;
  }

  private static ByteBuffer whole(
      FileBytes file, Map<String, ByteBuffer> storages, PickledStorage storage)
      throws WeightFileException {
    ByteBuffer bytes = storages.get(storage.key());
    if (bytes == null || bytes.remaining() != storage.bytes()) {
      throw new WeightFileException(
          file.path(), "damaged: storage " + storage.key() + " is missing or of another size");
    }
    return bytes;
  }
}
