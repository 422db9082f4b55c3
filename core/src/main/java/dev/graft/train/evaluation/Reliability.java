package dev.graft.train.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether probabilities mean what they say: cases in 15 bins of equal width by the probability of
 * the predicted class (Guo et al., 2017). A bin reaches from above its lower bound to its upper.
 */
public record Reliability(List<Bin> bins) {

  private static final int BINS = 15;

  /**
   * The cases of one bin.
   *
   * @param low its bounds, {@code high} included
   * @param confidence sum of the probabilities
   */
  public record Bin(double low, double high, int count, int correct, double confidence) {

    /** Share of the cases that are right; no number without cases. */
    public double accuracy() {
      return (double) correct / count;
    }

    /** Mean probability; no number without cases. */
    public double meanConfidence() {
      return confidence / count;
    }
  }

  public Reliability {
    bins = List.copyOf(bins);
  }

  /** Counts cases: whether each is right, and the probability of its predicted class. */
  static Reliability of(List<Boolean> right, List<Double> confidences) {
    int[] count = new int[BINS];
    int[] correct = new int[BINS];
    double[] sum = new double[BINS];
    for (int i = 0; i < confidences.size(); i++) {
      double p = confidences.get(i);
      int bin = Math.min(BINS - 1, Math.max(0, (int) Math.ceil(BINS * p) - 1));
      count[bin]++;
      correct[bin] += right.get(i) ? 1 : 0;
      sum[bin] += p;
    }
    var bins = new ArrayList<Bin>();
    for (int bin = 0; bin < BINS; bin++) {
      bins.add(
          new Bin((double) bin / BINS, (bin + 1.0) / BINS, count[bin], correct[bin], sum[bin]));
    }
    return new Reliability(bins);
  }

  /** Expected calibration error: how far the two are apart, weighted by cases. */
  public double error() {
    int total = bins.stream().mapToInt(Bin::count).sum();
    double error = 0;
    for (Bin bin : bins) {
      error += Math.abs(bin.correct() - bin.confidence()) / total;
    }
    return error;
  }
}
