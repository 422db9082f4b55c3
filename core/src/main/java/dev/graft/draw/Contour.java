package dev.graft.draw;

import java.util.function.DoubleUnaryOperator;

/** A radius for every direction, tabled: which points lie within a closed outline. */
final class Contour {

  private static final int STEPS = 1024;

  private final double[] radii = new double[STEPS];

  /** {@code radius} of an angle in [0, 2 pi). */
  Contour(DoubleUnaryOperator radius) {
    for (int i = 0; i < STEPS; i++) {
      radii[i] = radius.applyAsDouble(angle(i));
    }
  }

  /** The distance of a point from the centre over the outline's in that direction; 1 is on it. */
  double share(double u, double v) {
    return Math.sqrt(u * u + v * v) / radii[step(u, v)];
  }

  /** Directions are numbered along a diamond: as good as an angle, and without an arc tangent. */
  private static int step(double u, double v) {
    double sum = Math.abs(u) + Math.abs(v);
    if (sum == 0) {
      return 0;
    }
    double along = u / sum;
    double quarter = v >= 0 ? 1 - along : 3 + along; // [0, 4)
    return (int) (quarter * (STEPS / 4)) % STEPS;
  }

  private static double angle(int step) {
    double quarter = (step + 0.5) * 4 / STEPS;
    double u = quarter < 2 ? 1 - quarter : quarter - 3;
    double v = quarter < 2 ? 1 - Math.abs(u) : Math.abs(u) - 1;
    double angle = StrictMath.atan2(v, u);
    return angle < 0 ? angle + 2 * StrictMath.PI : angle;
  }
}
