package dev.graft.compare.check;

/** Rows of features as directions. */
final class Directions {

  private Directions() {}

  /** {@code row} at length {@code length}, or 0 where it has none. */
  static float[] scaled(float[] row, double length) {
    double squares = 0;
    for (float value : row) {
      squares += (double) value * value;
    }
    double factor = squares > 0 ? length / Math.sqrt(squares) : 0;
    float[] scaled = new float[row.length];
    for (int j = 0; j < row.length; j++) {
      scaled[j] = (float) (row[j] * factor);
    }
    return scaled;
  }

  /** The mean of the rows. */
  static double[] mean(Iterable<float[]> rows, int width) {
    double[] mean = new double[width];
    int count = 0;
    for (float[] row : rows) {
      count++;
      for (int j = 0; j < width; j++) {
        mean[j] += row[j];
      }
    }
    for (int j = 0; j < width; j++) {
      mean[j] /= Math.max(1, count);
    }
    return mean;
  }

  /** {@code row} less {@code mean}. */
  static float[] less(float[] row, double[] mean) {
    float[] rest = new float[row.length];
    for (int j = 0; j < row.length; j++) {
      rest[j] = (float) (row[j] - mean[j]);
    }
    return rest;
  }
}
