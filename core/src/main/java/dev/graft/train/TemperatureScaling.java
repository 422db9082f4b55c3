package dev.graft.train;

/**
 * Temperature scaling (Guo et al., "On Calibration of Modern Neural Networks", 2017): logits are
 * divided by one positive number, which changes no prediction, only how sure it sounds. Above 1 the
 * network was too sure of itself.
 */
final class TemperatureScaling {

  /** Of a network whose logits are taken as they are. */
  static final double NONE = 1;

  /** A temperature lies between 1/20 and 20. */
  private static final double WIDEST = Math.log(20);

  /** Halvings of that range: about nine digits. */
  private static final int HALVINGS = 32;

  /** Logits that are looked at: more would take seconds and change no third digit. */
  private static final int MOST_LOGITS = 2_000_000;

  private static final int FEWEST_ROWS = 1000;

  private TemperatureScaling() {}

  /**
   * The temperature with the smallest log loss on {@code scores[i][k]} with labels {@code
   * labels[i]}, which must not have been trained on. The logarithm of the temperature has a
   * standard normal prior that weighs as much as one image: without it a few images that are all
   * right would ask for certainty.
   */
  static double fit(double[][] scores, int[] labels) {
    int rows = Math.max(FEWEST_ROWS, MOST_LOGITS / scores[0].length);
    int stride = Math.max(1, (scores.length + rows - 1) / rows);
    double low = -WIDEST; // of the logarithm of the temperature's inverse
    double high = WIDEST;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (slope(scores, labels, stride, middle) > 0) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return Math.exp(-(low + high) / 2);
  }

  /** How the summed loss with its prior changes with the logarithm of the inverse. */
  private static double slope(double[][] scores, int[] labels, int stride, double logInverse) {
    double inverse = Math.exp(logInverse);
    double sum = 0;
    for (int i = 0; i < scores.length; i += stride) {
      double[] p = Scores.probabilities(scores[i], 1 / inverse);
      double expected = 0;
      for (int k = 0; k < p.length; k++) {
        expected += p[k] * scores[i][k];
      }
      sum += expected - scores[i][labels[i]];
    }
    return inverse * sum + logInverse;
  }
}
