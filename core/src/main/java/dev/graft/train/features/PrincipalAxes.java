package dev.graft.train.features;

import java.util.Random;

/**
 * The two directions in which rows differ most (principal component analysis, Pearson, 1901), by
 * orthogonal iteration: no matrix of features by features is made.
 */
final class PrincipalAxes {

  private static final int ROUNDS = 500;
  private static final double TOLERANCE = 1e-10; // of a direction's turn in a round

  private final float[][] rows; // [n, d]
  private final double[] mean; // [d]
  private final double[][] axes = new double[2][]; // unit vectors [d]

  /** Finds them; at least one row. */
  PrincipalAxes(float[][] rows) {
    this.rows = rows;
    int width = rows[0].length;
    mean = new double[width];
    for (float[] row : rows) {
      for (int j = 0; j < width; j++) {
        mean[j] += (double) row[j] / rows.length;
      }
    }
    var random = new Random(1);
    for (int k = 0; k < 2; k++) {
      axes[k] = random.doubles(width, -1, 1).toArray();
    }
    orthonormalise();
    for (int round = 0; round < ROUNDS && turn() > TOLERANCE; round++) {
      Interruption.check();
    }
    for (double[] axis : axes) {
      face(axis);
    }
  }

  /** Row {@code i} along axis {@code k}, from the mean. */
  double coordinate(int i, int k) {
    double sum = 0;
    for (int j = 0; j < mean.length; j++) {
      sum += (rows[i][j] - mean[j]) * axes[k][j];
    }
    return sum;
  }

  /** Share of all variance that lies along axis {@code k}; 0 where rows do not differ. */
  double share(int k) {
    double along = 0;
    double all = 0;
    for (int i = 0; i < rows.length; i++) {
      along += Math.pow(coordinate(i, k), 2);
      for (int j = 0; j < mean.length; j++) {
        all += Math.pow(rows[i][j] - mean[j], 2);
      }
    }
    return all == 0 ? 0 : along / all;
  }

  /** One round; returns by how much the directions changed. */
  private double turn() {
    double[][] before = {axes[0], axes[1]};
    double[][] next = new double[2][mean.length];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < 2; k++) {
        double along = coordinate(i, k);
        for (int j = 0; j < mean.length; j++) {
          next[k][j] += along * (rows[i][j] - mean[j]);
        }
      }
    }
    axes[0] = next[0];
    axes[1] = next[1];
    orthonormalise();
    return Math.max(1 - Math.abs(dot(before[0], axes[0])), 1 - Math.abs(dot(before[1], axes[1])));
  }

  private void orthonormalise() {
    normalise(axes[0]);
    double common = dot(axes[0], axes[1]);
    for (int j = 0; j < mean.length; j++) {
      axes[1][j] -= common * axes[0][j];
    }
    normalise(axes[1]);
  }

  private static void normalise(double[] axis) {
    double length = Math.sqrt(dot(axis, axis));
    for (int j = 0; j < axis.length && length > 0; j++) {
      axis[j] /= length;
    }
  }

  /** A direction and its opposite are the same: the largest component is to be positive. */
  private static void face(double[] axis) {
    double largest = 0;
    for (double component : axis) {
      largest = Math.abs(component) > Math.abs(largest) ? component : largest;
    }
    for (int j = 0; j < axis.length && largest < 0; j++) {
      axis[j] = -axis[j];
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}
