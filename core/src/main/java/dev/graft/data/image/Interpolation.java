package dev.graft.data.image;

/** How pixels between pixels are found when an image is resized; both filter when shrinking. */
public enum Interpolation {
  /** Triangle filter, one source pixel to each side (more when shrinking). */
  BILINEAR(1) {
    @Override
    double weight(double x) {
      double t = Math.abs(x);
      return t < 1 ? 1 - t : 0;
    }
  },
  /** Keys' cubic with a = -0.5, two source pixels to each side (more when shrinking). */
  BICUBIC(2) {
    @Override
    double weight(double x) {
      double t = Math.abs(x);
      if (t < 1) {
        return ((A + 2) * t - (A + 3)) * t * t + 1;
      }
      return t < 2 ? (((t - 5) * t + 8) * t - 4) * A : 0;
    }
  };

  private static final double A = -0.5;

  private final int support;

  Interpolation(int support) {
    this.support = support;
  }

  /** Reach of the filter to each side, in source pixels when enlarging. */
  int support() {
    return support;
  }

  /** The filter at distance {@code x}; not normalised. */
  abstract double weight(double x);
}
