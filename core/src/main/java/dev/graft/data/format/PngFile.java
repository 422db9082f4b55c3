package dev.graft.data.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;

/** PNG: a chain of chunks with checksums (ISO/IEC 15948). */
final class PngFile implements Container {

  static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";
  private static final String PROFILE = "Raw profile type exif\0";

  /** EXIF data fit into 64 KiB, twice that in hexadecimal; more is not looked at. */
  private static final int PROFILE_LIMIT = 1 << 18;

  private final byte[] encoded;
  private final Bytes bytes;
  private final ImageHeader header;

  PngFile(byte[] encoded) {
    this.encoded = encoded;
    this.bytes = new Bytes(encoded, ByteOrder.BIG_ENDIAN);
    if (!bytes.has(12, "IHDR")) {
      throw new Damaged("PNG without a header");
    }
    header = ImageHeader.checked("PNG", bytes.u32(16), bytes.u32(20));
  }

  @Override
  public ImageHeader header() {
    return header;
  }

  @Override
  public void checkWhole() {
    long at = SIGNATURE.length();
    String type;
    do {
      long length = bytes.u32(at);
      type = bytes.text(at + 4, 4);
      long checksum = bytes.u32(at + 8 + length);
      boolean critical = Character.isUpperCase(type.charAt(0));
      if (critical && checksum != crc(at + 4, length + 4)) {
        throw new Damaged("damaged: checksum of PNG chunk " + type);
      }
      at += length + 12;
    } while (!type.equals("IEND"));
  }

  private long crc(long at, long n) {
    CRC32 crc = new CRC32();
    crc.update(encoded, (int) at, (int) n);
    return crc.getValue();
  }

  /** From an eXIf chunk, or from the text in which ImageMagick keeps EXIF data. */
  @Override
  public int orientation() {
    long at = SIGNATURE.length();
    while (at + 12 <= bytes.length()) {
      long length = bytes.u32(at);
      String type = bytes.text(at + 4, 4);
      long data = at + 8;
      if (type.equals("eXIf")) {
        return Orientation.ofExif(bytes.copy(data, length));
      }
      if ((type.equals("tEXt") || type.equals("zTXt")) && bytes.has(data, PROFILE)) {
        return ofProfile(type, bytes.copy(data, length));
      }
      at += length + 12;
    }
    return 1;
  }

  private static int ofProfile(String type, byte[] chunk) {
    int text = PROFILE.length();
    try {
      byte[] profile =
          switch (type) {
            case "tEXt" -> Arrays.copyOfRange(chunk, text, chunk.length);
            case "zTXt" -> inflate(chunk, text + 1);
            default -> new byte[0];
          };
      // "\nexif\n    8200\n" and then lines of hexadecimal digits.
      String[] lines = new String(profile, StandardCharsets.ISO_8859_1).split("\n", 4);
      String digits = lines.length < 4 ? "" : lines[3].replaceAll("\\s", "");
      return Orientation.ofExif(HexFormat.of().parseHex(digits));
    } catch (IOException | IllegalArgumentException e) {
      return 1; // a broken comment does not make the picture unreadable
    }
  }

  private static byte[] inflate(byte[] chunk, int from) throws IOException {
    try (InflaterInputStream in =
        new InflaterInputStream(
            new ByteArrayInputStream(chunk, from, Math.max(0, chunk.length - from)))) {
      return in.readNBytes(PROFILE_LIMIT);
    }
  }

  @Override
  public byte[] forCodec() {
    return encoded;
  }
}
