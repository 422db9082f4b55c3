package dev.graft.data.format;

import java.nio.ByteOrder;

/** WebP: chunks in a RIFF file (RFC 9649). */
final class WebpFile implements Container {

  private final byte[] encoded;
  private final Bytes bytes;
  private final ImageHeader header;

  WebpFile(byte[] encoded) {
    this.encoded = encoded;
    this.bytes = new Bytes(encoded, ByteOrder.LITTLE_ENDIAN);
    String chunk = bytes.text(12, 4);
    header =
        switch (chunk) {
          case "VP8X" -> ImageHeader.checked("WEBP", bytes.u24(24) + 1L, bytes.u24(27) + 1L);
          case "VP8L" -> {
            long sides = bytes.u32(21); // 14 bits each, less one
            yield ImageHeader.checked("WEBP", (sides & 0x3fff) + 1, (sides >> 14 & 0x3fff) + 1);
          }
          case "VP8 " ->
              ImageHeader.checked("WEBP", bytes.u16(26) & 0x3fff, bytes.u16(28) & 0x3fff);
          default -> throw new Damaged("WebP without a picture");
        };
  }

  @Override
  public ImageHeader header() {
    return header;
  }

  @Override
  public int orientation() {
    long at = 12;
    while (at + 8 <= bytes.length()) {
      long length = bytes.u32(at + 4);
      if (bytes.has(at, "EXIF")) {
        long there = Math.min(length, bytes.length() - at - 8);
        return Orientation.ofExif(bytes.copy(at + 8, there));
      }
      at += 8 + length + (length & 1);
    }
    return 1;
  }

  @Override
  public void checkWhole() {
    long length = 8 + bytes.u32(4);
    if (length > bytes.length()) {
      throw new Damaged("truncated: %d of %d bytes".formatted(bytes.length(), length));
    }
  }

  @Override
  public byte[] forCodec() {
    return encoded;
  }
}
