package dev.graft.bench.work;

import dev.graft.data.image.Image;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.tensors.StoredTensor;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * Weights and images made from nothing, the same on every machine and the same as those of the
 * reference numbers that Graft's tests compare with.
 */
public final class Formula {

  private Formula() {}

  /** Steele, Lea and Flood's SplitMix64 output for state {@code x}. */
  static long splitMix64(long x) {
    long z = x + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** In [0, 1), 24 bits. */
  static double uniform(long state) {
    return (splitMix64(state) >>> 40) / 16777216.0;
  }

  /** An entry of a state dict: its values follow from its name alone. */
  public static StoredTensor weights(Entry entry) {
    long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
    int n = Math.toIntExact(entry.elements());
    if (entry.role() == Entry.Role.COUNTER) {
      return StoredTensor.ofLongs(entry.name(), shape, new long[n]);
    }
    var crc = new CRC32();
    crc.update(entry.name().getBytes(StandardCharsets.UTF_8));
    long base = crc.getValue() << 32;
    boolean weight = entry.name().endsWith("weight");
    boolean positive = entry.name().endsWith(".running_var") || (weight && shape.length == 1);
    double bound = weight ? Math.sqrt(3.0 * shape[0] / n) : 0; // n / shape[0] is the fan-in
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      double u = uniform(base + i);
      values[i] = (float) (positive ? 0.5 + u : weight ? ((u - 0.5) * 2) * bound : (u - 0.5) * 0.2);
    }
    return StoredTensor.ofFloats(entry.name(), shape, values);
  }

  /** Noise around a colour that tells the class: something that a network can learn. */
  public static Image image(int side, int label, long seed) {
    byte[] rgb = new byte[3 * side * side];
    for (int i = 0; i < rgb.length; i += 8) {
      long bits = splitMix64(seed * rgb.length + i);
      for (int j = i; j < Math.min(i + 8, rgb.length); j++, bits >>>= 8) {
        rgb[j] = (byte) ((bits & 0x7f) + 12L * ((label + j % 3) % 10));
      }
    }
    return new Image(side, side, rgb);
  }

  /**
   * Something like a photograph: slow changes of light, edges, texture and a little noise, so that
   * a JPEG of it has a photograph's size.
   */
  public static Image photograph(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double light = 110 + 60 * Math.sin(x / 700.0) * Math.cos(y / 500.0);
        double edge = ((x / 173 + y / 131) & 1) * 25;
        double texture = 14 * Math.sin(x / 3.1 + y / 4.7);
        int at = 3 * (y * width + x);
        for (int c = 0; c < 3; c++) {
          double noise = 10 * (uniform((long) at + c) - 0.5);
          double value = light * (1 - 0.15 * c) + edge + texture + noise;
          rgb[at + c] = (byte) Math.max(0, Math.min(255, Math.round(value)));
        }
      }
    }
    return new Image(width, height, rgb);
  }

  /** Name of class {@code label}. */
  public static String className(int label) {
    return String.format(Locale.ROOT, "class%d", label);
  }
}
