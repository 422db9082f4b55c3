package dev.graft.data.format;

import java.nio.ByteOrder;

/** Windows bitmap: two headers, a palette, rows padded to four bytes. */
final class BmpFile implements Container {

  private static final int OLD_HEADER = 12; // bytes of the OS/2 header, with 16-bit sides
  private static final int BIT_FIELDS = 3;
  private static final int SIX_BITS_OF_GREEN = 0x7e0;

  private final byte[] encoded;
  private final Bytes bytes;
  private final ImageHeader header;
  private final int bits;
  private final long compression;

  BmpFile(byte[] encoded) {
    this.encoded = encoded;
    this.bytes = new Bytes(encoded, ByteOrder.LITTLE_ENDIAN);
    if (bytes.u32(14) == OLD_HEADER) {
      header = ImageHeader.checked("BMP", bytes.u16(18), bytes.u16(20));
      bits = bytes.u16(24);
      compression = 0;
    } else {
      // A negative height means that the first row is the top one.
      header = ImageHeader.checked("BMP", bytes.i32(18), Math.abs((long) bytes.i32(22)));
      bits = bytes.u16(28);
      compression = bytes.u32(30);
    }
  }

  @Override
  public ImageHeader header() {
    return header;
  }

  @Override
  public void checkWhole() {
    if (compression == 0 || compression == BIT_FIELDS) {
      long row = ((long) header.width() * bits + 31) / 32 * 4;
      long end = bytes.u32(10) + row * header.height();
      if (end > bytes.length()) {
        throw new Damaged("truncated: %d of %d bytes".formatted(bytes.length(), end));
      }
    }
  }

  @Override
  public byte[] forCodec() {
    return encoded;
  }

  /** The codec leaves the low bits of 5- and 6-bit colours empty, so that white is 248. */
  @Override
  public void mend(byte[] rgb) {
    if (bits != 16) {
      return;
    }
    boolean six = compression == BIT_FIELDS && bytes.u32(58) == SIX_BITS_OF_GREEN;
    for (int i = 0; i < rgb.length; i++) {
      int value = rgb[i] & 0xff;
      boolean green = i % 3 == 1;
      rgb[i] = (byte) (green && six ? (value >> 2) * 255 / 63 : (value >> 3) * 255 / 31);
    }
  }
}
