package dev.graft.compare.advice;

import dev.graft.compare.summary.Summary;
import dev.graft.train.evaluation.Confusion;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Whether predictions have anything to do with the labels: a permutation test of balanced accuracy,
 * which neither always the same class nor guessing by the shares can pass. For the AUC, which can
 * be good where one class alone is predicted, the test is that of Mann and Whitney (1947).
 */
final class Learning {

  /** Exact up to so many images; beyond it the statistic is as good as normal. */
  private static final int FEW = 500;

  private static final int PERMUTATIONS = 4999;

  /** Below it no permutation of many images is as good, as far as 4,999 of them tell. */
  private static final double CLEAR = 1e-9;

  /** Of a class with fewer, permutations put all where they belong more often than that. */
  private static final int MANY = 10;

  private Learning() {}

  /** The median over the seeds of a candidate's evaluations. */
  static double p(Summary row, Metric metric) {
    return Difference.median(row.tests().stream().map(test -> p(test, metric)).toList());
  }

  /** One-sided p of an evaluation under "nothing was learnt". */
  static double p(Evaluation test, Metric metric) {
    if (metric == Metric.AUC) {
      return ofAuc(metric.of(test), test.confusion());
    }
    Confusion confusion = test.confusion();
    double normal = normal(confusion);
    return test.total() > FEW
        ? normal
        : normal < CLEAR && isMany(confusion)
            ? 1.0 / (PERMUTATIONS + 1)
            : permuted(test, confusion);
  }

  /**
   * Of ranks that are drawn, the area of a class with m images and n others has the variance (m + n
   * + 1) / 12mn and goes in steps of 1/mn; the mean over classes varies no more than the mean of
   * their deviations, which two classes share.
   */
  static double ofAuc(double value, Confusion confusion) {
    double total = confusion.total();
    double deviations = 0;
    double steps = 0;
    int classes = 0;
    for (int k = 0; k < confusion.classes(); k++) {
      double products = confusion.support(k) * (total - confusion.support(k));
      if (products > 0) {
        deviations += Math.sqrt((total + 1) / 12 / products);
        steps += 1 / products;
        classes++;
      }
    }
    return classes == 0
        ? 1
        : NormalDistribution.of(0, 1)
            .survivalProbability((classes * (value - 0.5) - steps / 2) / deviations);
  }

  /** Whether every class there is has many images, and every one that is named is named often. */
  private static boolean isMany(Confusion confusion) {
    return IntStream.range(0, confusion.classes())
        .allMatch(k -> many(confusion.support(k)) && many(confusion.predicted(k)));
  }

  private static boolean many(long images) {
    return images == 0 || images >= MANY;
  }

  private static double permuted(Evaluation test, Confusion confusion) {
    int[] labels = test.labels().stream().mapToInt(label -> label).toArray();
    int[] predictions = test.predictions().stream().mapToInt(taken -> taken).toArray();
    double[] weights = weights(confusion);
    double seen = hits(labels, predictions, weights) - 1e-9;
    var random = new SplittableRandom(labels.length);
    int asGood = 0;
    for (int round = 0; round < PERMUTATIONS; round++) {
      for (int i = labels.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swapped = labels[i];
        labels[i] = labels[j];
        labels[j] = swapped;
      }
      asGood += hits(labels, predictions, weights) >= seen ? 1 : 0;
    }
    return (asGood + 1.0) / (PERMUTATIONS + 1);
  }

  /** Of each class on an image of it, so that all classes weigh alike. */
  private static double[] weights(Confusion confusion) {
    return IntStream.range(0, confusion.classes())
        .mapToDouble(k -> confusion.support(k) == 0 ? 0 : 1.0 / confusion.support(k))
        .toArray();
  }

  private static double hits(int[] labels, int[] predictions, double[] weights) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      sum += labels[i] == predictions[i] ? weights[labels[i]] : 0;
    }
    return sum;
  }

  /** Mean and variance over all permutations (Hoeffding, 1951). */
  static double normal(Confusion confusion) {
    int classes = confusion.classes();
    double n = confusion.total();
    double[] weights = weights(confusion);
    double[] support = IntStream.range(0, classes).mapToDouble(confusion::support).toArray();
    double[] predicted = IntStream.range(0, classes).mapToDouble(confusion::predicted).toArray();
    double seen = 0;
    double mean = 0;
    for (int k = 0; k < classes; k++) {
      seen += weights[k] * confusion.counts().get(k).get(k);
      mean += weights[k] * support[k] * predicted[k] / n;
    }
    double variance = 0;
    for (int label = 0; label < classes; label++) {
      double row = weights[label] * predicted[label] / n;
      for (int taken = 0; taken < classes; taken++) {
        double column = weights[taken] * support[taken] / n;
        double own = label == taken ? weights[label] : 0;
        double left = own - row - column + mean / n;
        variance += left * left * support[label] * predicted[taken];
      }
    }
    variance /= n - 1;
    double smallest = Arrays.stream(weights).filter(w -> w > 0).min().orElse(0); // it goes in steps
    return variance < 1e-18
        ? 1 // one class alone was predicted
        : NormalDistribution.of(0, 1)
            .survivalProbability((seen - smallest / 2 - mean) / Math.sqrt(variance));
  }

  /**
   * Which of these p-values are shown, Holm's step-down over all of them.
   *
   * @param level how often any is shown where none should be
   */
  static boolean[] shown(List<Double> p, double level) {
    boolean[] shown = new boolean[p.size()];
    List<Integer> all = IntStream.range(0, p.size()).boxed().toList();
    Holm.shown(all, p::get, (i, at) -> p.get(i) <= at, level).forEach(i -> shown[i] = true);
    return shown;
  }
}
