package dev.graft.compare.advice;

import dev.graft.compare.summary.Interval;
import dev.graft.compare.summary.Summary;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Metric;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The difference of two candidates by a metric that is no plain share of images: by each image's
 * part in it ({@link Metric#parts}), whose difference between the two is averaged over seeds.
 */
final class MetricDifference {

  /**
   * What the variance of images counts at least, in images on which the two differ: a handful that
   * happen to agree say little.
   */
  private static final double LEAST_DISCORDANT = 1;

  private MetricDifference() {}

  static Difference of(Summary first, Summary second, Metric metric) {
    List<Summary.Pair> pairs = first.paired(second);
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException(
          "%s and %s share no seed".formatted(first.label(), second.label()));
    }
    int images = pairs.get(0).first().total();
    double[] sums = new double[images];
    double[] bySeed = new double[pairs.size()];
    double discordant = 0;
    for (int s = 0; s < pairs.size(); s++) {
      double[] a = metric.parts(pairs.get(s).first());
      double[] b = metric.parts(pairs.get(s).second());
      for (int i = 0; i < images; i++) {
        sums[i] += (a[i] - b[i]) / pairs.size();
        bySeed[s] += (a[i] - b[i]) / images;
      }
      discordant += discordant(pairs.get(s).first(), pairs.get(s).second()) / pairs.size();
    }
    double value = mean(bySeed);
    double ofImages = Math.max(variance(sums, value), LEAST_DISCORDANT / images) / images;
    double ofSeeds = pairs.size() > 1 ? variance(bySeed, value) / pairs.size() : 0;
    double error = Math.sqrt(Math.max(ofImages, ofSeeds));
    var chance = new NormalChance(value, error, images - 1.0);
    Interval interval = chance.interval(0.05);
    return new Difference(
        first.label(),
        second.label(),
        value,
        interval.low(),
        interval.high(),
        2 * NormalDistribution.of(0, 1).survivalProbability(Math.abs(value) / error),
        discordant,
        images,
        TrainingChance.UNSEEN, // in the error already
        chance,
        pairs.stream()
            .map(pair -> McNemar.of(Difference.answers(pair.first(), pair.second())))
            .toList());
  }

  private static double discordant(Evaluation a, Evaluation b) {
    McNemar pair = McNemar.of(Difference.answers(a, b));
    return (double) (pair.onlyFirst() + pair.onlySecond()) / a.total();
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double variance(double[] values, double mean) {
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return values.length > 1 ? squares / (values.length - 1.0) : 0;
  }
}
