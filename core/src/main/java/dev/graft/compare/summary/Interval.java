package dev.graft.compare.summary;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/** A confidence interval: of a share in [0, 1], or of the difference of two in [-1, 1]. */
public record Interval(double low, double high) {

  /** Wilson's 95 % score interval for {@code correct} of {@code total} (Wilson, 1927). */
  public static Interval wilson(int correct, int total) {
    var interval = BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(total, correct, 0.05);
    return new Interval(
        Math.max(0, interval.getLowerBound()), Math.min(1, interval.getUpperBound()));
  }
}
