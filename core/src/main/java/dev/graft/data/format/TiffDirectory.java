package dev.graft.data.format;

import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** The first directory of a TIFF structure, which is also what EXIF data are: tag to number. */
final class TiffDirectory {

  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int ENTRY = 12; // bytes: tag, type, count, value

  private final Bytes bytes;
  private final Map<Integer, Long> entries = new HashMap<>(); // tag to position of its entry

  private TiffDirectory(Bytes bytes) {
    this.bytes = bytes;
    long at = bytes.u32(4);
    int count = bytes.u16(at);
    for (int i = 0; i < count; i++) {
      long entry = at + 2 + (long) ENTRY * i;
      bytes.u8(entry + ENTRY - 1);
      entries.putIfAbsent(bytes.u16(entry), entry);
    }
  }

  static TiffDirectory read(Bytes any) {
    boolean little = any.has(0, "II");
    ByteOrder order = little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    Bytes bytes = any.part(0, any.length(), order);
    if (!(little || any.has(0, "MM")) || bytes.u16(2) != 42) {
      throw new Damaged("not a TIFF structure");
    }
    return new TiffDirectory(bytes);
  }

  boolean has(int tag) {
    return entries.containsKey(tag);
  }

  /** The first value of {@code tag}, if it is there and a whole number held in its entry. */
  OptionalLong number(int tag) {
    Long entry = entries.get(tag);
    if (entry == null) {
      return OptionalLong.empty();
    }
    long count = bytes.u32(entry + 4);
    int type = bytes.u16(entry + 2);
    if (type == SHORT && count >= 1 && count <= 2) {
      return OptionalLong.of(bytes.u16(entry + 8));
    } else if (type == LONG && count == 1) {
      return OptionalLong.of(bytes.u32(entry + 8));
    }
    return OptionalLong.empty();
  }

  /** Where the value of {@code tag} stands in the file, for a tag that {@link #number} finds. */
  int position(int tag) {
    return Math.toIntExact(entries.get(tag) + 8);
  }

  ByteOrder order() {
    return bytes.order();
  }
}
