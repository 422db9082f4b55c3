package dev.graft.data.image;

import dev.graft.files.SplitMix64;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The formulas from which the golden folder makes images and numbers, as its README states them.
 */
public final class GoldenFormulas {

  private GoldenFormulas() {}

  /** Stated here a second time so that the golden numbers also check {@link SplitMix64}. */
  static long splitmix64(long x) {
    long z = x + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** In [0, 1), 24 bits. */
  static double u01(long state) {
    return (splitmix64(state) >>> 40) / (double) (1 << 24);
  }

  public static Image image(int width, int height, long offset) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (splitmix64(i + offset) >>> 56);
    }
    return new Image(width, height, rgb);
  }

  public static long crc32(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  static long crc32(String text) {
    return crc32(text.getBytes(StandardCharsets.UTF_8));
  }

  /** As the golden files print it: of the bytes, or of the little-endian float32 values. */
  static String hex(byte[] bytes) {
    return "%08x".formatted(crc32(bytes));
  }

  static String hex(FloatBuffer values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values.duplicate());
    return hex(bytes.array());
  }
}
