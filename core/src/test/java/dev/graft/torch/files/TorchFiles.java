package dev.graft.torch.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files as {@code torch.save} lays them out, made without Python. */
public final class TorchFiles {

  private static final byte[] MAGIC =
      new PickleWriter()
          .raw(0x8a, 10)
          .raw(0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)
          .done();

  private TorchFiles() {}

  static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  public static byte[] zip(byte[] pickle, Map<String, byte[]> storages, boolean deflated)
      throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("any/data.pkl", pickle);
    entries.put("any/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
    storages.forEach((key, bytes) -> entries.put("any/data/" + key, bytes));
    entries.put("any/version", "3\n".getBytes(StandardCharsets.US_ASCII));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> e : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(e.getKey());
        if (!deflated) {
          CRC32 crc = new CRC32();
          crc.update(e.getValue());
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(e.getValue().length);
          entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(e.getValue());
      }
    }
    return out.toByteArray();
  }

  /** The legacy form with the storages' true counts. */
  static byte[] legacy(byte[] pickle, Map<String, byte[]> storages) {
    return legacy(new PickleWriter().number(1001).done(), pickle, storages);
  }

  /** The same with any pickle in place of the protocol version. */
  static byte[] legacy(byte[] version, byte[] pickle, Map<String, byte[]> storages) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(MAGIC);
    out.writeBytes(version);
    out.writeBytes(new PickleWriter().op('}').text("little_endian").raw(0x88).op('s').done());
    out.writeBytes(pickle);
    PickleWriter keys = new PickleWriter().op(']').op('(');
    storages.keySet().forEach(keys::text);
    out.writeBytes(keys.op('e').done());
    storages
        .values()
        .forEach(
            bytes -> {
              out.writeBytes(
                  ByteBuffer.allocate(8)
                      .order(ByteOrder.LITTLE_ENDIAN)
                      .putLong(0, bytes.length / 4)
                      .array());
              out.writeBytes(bytes);
            });
    return out.toByteArray();
  }

  /**
   * Two names on one storage of six floats 0..5: "a" [2, 3] and its transpose "b" [3, 2]; in an
   * OrderedDict that carries {@code _metadata}, as a state_dict does.
   */
  static byte[] twoViews(boolean legacy) {
    return new PickleWriter()
        .global("collections", "OrderedDict")
        .op(')')
        .op('R')
        .op('(')
        .text("a")
        .tensor("7", 6, legacy, 0, new long[] {2, 3}, new long[] {3, 1})
        .text("b")
        .tensor("7", 6, legacy, 0, new long[] {3, 2}, new long[] {1, 3})
        .op('u')
        .op('}')
        .text("_metadata")
        .op('}')
        .op('s')
        .op('b')
        .done();
  }
}
