package dev.graft.compare.advice;

import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * McNemar's test of two classifiers on the same images: only images that exactly one of them gets
 * right count, and under no difference each is a fair coin.
 *
 * @param onlyFirst images only the first gets right
 * @param onlySecond images only the second gets right
 */
public record McNemar(int onlyFirst, int onlySecond) {

  /**
   * Counts the images on which two evaluations of the same split differ.
   *
   * @param answers by image: 1 where only the first is right, -1 where only the second is, 0
   *     elsewhere
   */
  static McNemar of(byte[] answers) {
    int onlyFirst = 0;
    int onlySecond = 0;
    for (byte answer : answers) {
      onlyFirst += answer > 0 ? 1 : 0;
      onlySecond += answer < 0 ? 1 : 0;
    }
    return new McNemar(onlyFirst, onlySecond);
  }

  /** Two-sided exact p-value: the binomial test of the smaller count; 1 with no such image. */
  public double exactP() {
    int n = onlyFirst + onlySecond;
    if (n == 0) {
      return 1;
    }
    int smaller = Math.min(onlyFirst, onlySecond);
    return Math.min(1, 2 * BinomialDistribution.of(n, 0.5).cumulativeProbability(smaller));
  }

  /** How many images only one of two gets right before any p can be below {@code threshold}. */
  public static int leastClear(double threshold) {
    int n = 1;
    while (new McNemar(n, 0).exactP() >= threshold) {
      n++;
    }
    return n;
  }

  /** The mid-p variant, less conservative: half the probability of what was seen counts. */
  public double midP() {
    int n = onlyFirst + onlySecond;
    double seen = n == 0 ? 1 : BinomialDistribution.of(n, 0.5).probability(onlyFirst);
    return onlyFirst == onlySecond ? 1 - seen / 2 : exactP() - seen;
  }
}
