package dev.graft.draw;

/** Smooth random functions of the plane: values on a lattice, blended (Perlin, 1985, in spirit). */
final class Noise {

  private final long seed;
  private final int octaves;
  private final double persistence;

  /** {@code persistence} is the share of each finer octave: 0.5 looks like clouds and stone. */
  Noise(long seed, int octaves, double persistence) {
    this.seed = seed;
    this.octaves = octaves;
    this.persistence = persistence;
  }

  /** In [0, 1], about 0.5 on average; features are about one unit wide. */
  double at(double x, double y) {
    double sum = 0;
    double weight = 0;
    double share = 1;
    for (int i = 0; i < octaves; i++) {
      sum += share * lattice(x, y, seed + i);
      weight += share;
      share *= persistence;
      x = 2 * x + 17.3;
      y = 2 * y - 9.1;
    }
    return sum / weight;
  }

  private static double lattice(double x, double y, long seed) {
    double left = Math.floor(x);
    double top = Math.floor(y);
    double s = smooth(x - left);
    double t = smooth(y - top);
    long i = (long) left;
    long j = (long) top;
    double above = value(i, j, seed) * (1 - s) + value(i + 1, j, seed) * s;
    double below = value(i, j + 1, seed) * (1 - s) + value(i + 1, j + 1, seed) * s;
    return above * (1 - t) + below * t;
  }

  /** Uniform in [0, 1), of a lattice point. */
  static double value(long i, long j, long seed) {
    long z = (i * 0x9E3779B97F4A7C15L) ^ (j * 0xC2B2AE3D27D4EB4FL) ^ (seed * 0x165667B19E3779F9L);
    z = (z ^ (z >>> 29)) * 0xBF58476D1CE4E5B9L;
    return ((z ^ (z >>> 32)) >>> 11) * 0x1p-53;
  }

  private static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }
}
