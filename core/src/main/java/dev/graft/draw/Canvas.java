package dev.graft.draw;

import dev.graft.files.SplitMix64;

/** Pixels under work: side x side x 3 values, red first, nominally in [0, 1]. */
final class Canvas {

  final int side;
  private float[] values;

  Canvas(int side) {
    this.side = side;
    this.values = new float[3 * side * side];
  }

  void set(int x, int y, float[] one, float[] other, double mix) {
    blend(x, y, one, other, mix, 1);
  }

  /** Lays the mix of two colours over a pixel, with {@code cover} of 0 to 1. */
  void blend(int x, int y, float[] one, float[] other, double mix, double cover) {
    int at = 3 * (y * side + x);
    for (int c = 0; c < 3; c++) {
      double colour = one[c] + (other[c] - one[c]) * mix;
      values[at + c] += (float) ((colour - values[at + c]) * cover);
    }
  }

  /** Multiplies a pixel. */
  void light(int x, int y, double factor) {
    int at = 3 * (y * side + x);
    for (int c = 0; c < 3; c++) {
      values[at + c] *= (float) factor;
    }
  }

  /** Each pixel becomes {@code 1 - 4 share} of itself and {@code share} of each neighbour. */
  void blur(double share) {
    float[] blurred = new float[values.length];
    int row = 3 * side;
    for (int y = 0; y < side; y++) {
      int up = y > 0 ? -row : 0;
      int down = y < side - 1 ? row : 0;
      for (int x = 0; x < side; x++) {
        int left = x > 0 ? -3 : 0;
        int right = x < side - 1 ? 3 : 0;
        int at = y * row + 3 * x;
        for (int c = at; c < at + 3; c++) {
          double around = values[c + up] + values[c + down] + values[c + left] + values[c + right];
          blurred[c] = (float) (values[c] * (1 - 4 * share) + share * around);
        }
      }
    }
    values = blurred;
  }

  /** 8-bit pixels, HWC, with grain of that standard deviation. */
  byte[] bytes(double grain, SplitMix64 dice) {
    byte[] bytes = new byte[values.length];
    // The sum of four uniform 16-bit numbers has a variance of a third of their range squared.
    double scale = grain * 255 * Math.sqrt(3) / 65536;
    for (int i = 0; i < bytes.length; i++) {
      double value = 255 * values[i] + 0.5;
      if (grain > 0) {
        long bits = dice.nextLong();
        long low = (bits & 0xffff) + ((bits >>> 16) & 0xffff);
        long sum = low + ((bits >>> 32) & 0xffff) + (bits >>> 48);
        value += (sum - 131070) * scale;
      }
      bytes[i] = (byte) Math.max(0, Math.min(255, (int) value));
    }
    return bytes;
  }
}
