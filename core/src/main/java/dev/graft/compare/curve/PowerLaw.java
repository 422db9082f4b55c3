package dev.graft.compare.curve;

/**
 * How the error falls with the number of training images n: {@code floor + scale * n^-exponent}
 * (Hestness et al., "Deep learning scaling is predictable, empirically", 2017).
 *
 * @param floor error that no number of images takes away, 0 or more
 * @param scale 0 or more
 * @param exponent in [{@link #FLATTEST}, {@link #STEEPEST}]
 */
public record PowerLaw(double floor, double scale, double exponent) {

  /** Flatter ones cannot be told from a line in log n. */
  static final double FLATTEST = 0.02;

  /** Steeper ones fall to their floor from one size to the next. */
  static final double STEEPEST = 3;

  /** Error at {@code n} training images. */
  public double error(double n) {
    return floor + scale * Math.pow(n, -exponent);
  }
}
