package dev.graft.train.evaluation;

/**
 * Temperature scaling (Guo et al., "On Calibration of Modern Neural Networks", 2017): logits are
 * divided by one positive number, which changes no prediction, only how sure it sounds. Above 1 the
 * network was too sure of itself.
 */
final class TemperatureScaling {

  /**
   * Standard deviation of the prior of the logarithm of the temperature, whose mean is 0: two
   * thirds of all networks need one between 0.61 and 1.65. A wider one leaves few images too much
   * to say, a narrower one holds many images back; see {@code TemperatureScalingTest}.
   */
  private static final double PRIOR = 0.5;

  /** A temperature lies between 1/20 and 20. */
  private static final double WIDEST = Math.log(20);

  /** Halvings of that range: about nine digits. */
  private static final int HALVINGS = 32;

  /** Logits that are looked at: more would take seconds and change no third digit. */
  private static final int MOST_LOGITS = 2_000_000;

  private static final int FEWEST_ROWS = 1000;

  private TemperatureScaling() {}

  /**
   * The temperature that is likeliest after {@code scores[i][k]} with labels {@code labels[i]},
   * which must not have been trained on. What the images leave open shrinks its logarithm towards
   * 0; its standard error is that of what is known then, by the information in the images and the
   * prior.
   */
  static Temperature fit(double[][] scores, int[] labels) {
    return fit(scores, labels, PRIOR);
  }

  static Temperature fit(double[][] scores, int[] labels, double prior) {
    int rows = Math.max(FEWEST_ROWS, MOST_LOGITS / scores[0].length);
    int stride = Math.max(1, (scores.length + rows - 1) / rows);
    double low = -WIDEST; // of the logarithm of the temperature's inverse
    double high = WIDEST;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (slope(scores, labels, stride, middle) + middle / (prior * prior) > 0) {
        high = middle;
      } else {
        low = middle;
      }
    }
    double temperature = Math.exp(-(low + high) / 2);
    double known = information(scores, stride, temperature) + 1 / (prior * prior);
    int images = (scores.length + stride - 1) / stride;
    return new Temperature(temperature, temperature / Math.sqrt(known), images);
  }

  /**
   * How the summed loss bends with the logarithm of the temperature, where labels are drawn from
   * the scaled probabilities: the variance of a row's scaled scores under them (Fisher).
   */
  private static double information(double[][] scores, int stride, double temperature) {
    double sum = 0;
    for (int i = 0; i < scores.length; i += stride) {
      double[] p = Scores.probabilities(scores[i], temperature);
      double mean = 0;
      double squares = 0;
      for (int k = 0; k < p.length; k++) {
        double scaled = scores[i][k] / temperature;
        mean += p[k] * scaled;
        squares += p[k] * scaled * scaled;
      }
      sum += Math.max(0, squares - mean * mean);
    }
    return sum;
  }

  /** How the summed loss changes with the logarithm of the inverse. */
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
    return inverse * sum;
  }
}
