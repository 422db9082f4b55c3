package dev.graft.compare;

import dev.graft.train.Evaluation;
import dev.graft.train.RunRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How much more often one candidate is right than another on the same images.
 *
 * @param first its label
 * @param second that of the other
 * @param accuracy mean accuracy of the first less that of the second, a share
 * @param low lower end of its 95 % interval: the paired bootstrap's over images, widened by {@code
 *     training}
 * @param high upper end
 * @param p of the exact McNemar test; with several seeds the median over the pairs of runs that
 *     share a seed, since one image does not become several by being seen again
 * @param discordant share of the images that exactly one of the two gets right, mean over seeds
 * @param images in the test split
 * @param training how far the chance of training moves {@code accuracy}
 */
public record Difference(
    String first,
    String second,
    double accuracy,
    double low,
    double high,
    double p,
    double discordant,
    int images,
    TrainingChance training) {

  /** What the interval misses. */
  private static final double MISSED = 0.05;

  private static final int RESAMPLES = 2000;
  private static final int LEAST_RESAMPLES = 200;
  private static final double MOST_DRAWS = 2e7;

  /**
   * Of two candidates that were tested with the same seeds.
   *
   * @throws IllegalArgumentException if they share no seed, or were not tested on the same images
   */
  static Difference of(Summary first, Summary second) {
    var differences = new ArrayList<byte[]>();
    var p = new ArrayList<Double>();
    double discordant = 0;
    for (RunRecord run : first.runs()) {
      RunRecord other = second.withSeed(run.seed()).orElse(null);
      if (other != null) {
        Evaluation a = run.test().orElseThrow();
        Evaluation b = other.test().orElseThrow();
        McNemar pair = McNemar.of(a, b);
        p.add(pair.exactP());
        discordant += (double) (pair.onlyFirst() + pair.onlySecond()) / a.total();
        differences.add(perImage(a, b));
      }
    }
    if (p.isEmpty()) {
      throw new IllegalArgumentException(
          "%s and %s share no seed".formatted(first.label(), second.label()));
    }
    int[] sums = sums(differences);
    double accuracy = (double) Arrays.stream(sums).asLongStream().sum() / p.size() / sums.length;
    double[] means = resampled(sums, p.size());
    var training = TrainingChance.of(differences);
    // Half-widths of independent parts add up in squares (Zou and Donner, 2008).
    double half = training.halfWidth(MISSED);
    return new Difference(
        first.label(),
        second.label(),
        accuracy,
        accuracy - Math.hypot(accuracy - quantile(means, MISSED / 2), half),
        accuracy + Math.hypot(quantile(means, 1 - MISSED / 2) - accuracy, half),
        median(p),
        discordant / p.size(),
        sums.length,
        training);
  }

  /**
   * Whether neither images nor seeds explain it: p is below {@code threshold}, and the interval
   * that misses no larger a share than that lies above 0.
   */
  boolean isClear(double threshold) {
    double training05 = training.halfWidth(MISSED);
    double images05 = Math.sqrt(Math.max(0, square(accuracy - low) - square(training05)));
    double wider = normal(threshold) / normal(MISSED);
    return p < threshold && accuracy > Math.hypot(wider * images05, training.halfWidth(threshold));
  }

  private static double square(double value) {
    return value * value;
  }

  /** What a standard normal variable exceeds either way in a share {@code missed} of all cases. */
  static double normal(double missed) {
    return NormalDistribution.of(0, 1).inverseSurvivalProbability(missed / 2);
  }

  /** 1 where only the first is right, -1 where only the second is, 0 elsewhere. */
  private static byte[] perImage(Evaluation a, Evaluation b) {
    byte[] differences = new byte[a.total()];
    for (int i = 0; i < differences.length; i++) {
      boolean first = a.predictions().get(i).equals(a.labels().get(i));
      boolean second = b.predictions().get(i).equals(b.labels().get(i));
      differences[i] = (byte) ((first ? 1 : 0) - (second ? 1 : 0));
    }
    return differences;
  }

  /** By image, over the seeds. */
  private static int[] sums(List<byte[]> seeds) {
    int[] sums = new int[seeds.get(0).length];
    for (byte[] seed : seeds) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += seed[i];
      }
    }
    return sums;
  }

  /** Means over images drawn with replacement, all seeds of an image at once; sorted. */
  private static double[] resampled(int[] sums, int seeds) {
    int images = sums.length;
    int resamples = (int) Math.max(LEAST_RESAMPLES, Math.min(RESAMPLES, MOST_DRAWS / images));
    var random = new SplittableRandom(images);
    double[] means = new double[resamples];
    for (int r = 0; r < resamples; r++) {
      long sum = 0;
      for (int i = 0; i < images; i++) {
        sum += sums[random.nextInt(images)];
      }
      means[r] = (double) sum / images / seeds;
    }
    Arrays.sort(means);
    return means;
  }

  /** Between the two nearest of the sorted values. */
  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
