package dev.graft.compare;

import dev.graft.train.Evaluation;
import dev.graft.train.RunRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How much more often one candidate is right than another on the same images.
 *
 * @param first its label
 * @param second that of the other
 * @param accuracy mean accuracy of the first less that of the second, a share
 * @param low lower end of the paired bootstrap's 95 % interval of it
 * @param high upper end
 * @param p of the exact McNemar test; with several seeds the median over the pairs of runs that
 *     share a seed, since one image does not become several by being seen again
 * @param discordant share of the images that exactly one of the two gets right, mean over seeds
 * @param images in the test split
 */
public record Difference(
    String first,
    String second,
    double accuracy,
    double low,
    double high,
    double p,
    double discordant,
    int images) {

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
    double[] means = resampled(differences);
    int images = differences.get(0).length;
    return new Difference(
        first.label(),
        second.label(),
        mean(differences),
        quantile(means, 0.025),
        quantile(means, 0.975),
        median(p),
        discordant / p.size(),
        images);
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

  /**
   * Means of resampled differences, sorted: images are drawn with replacement and, where there are
   * several, seeds too, so that the interval holds both kinds of chance (Owen and Eckles, 2012).
   */
  private static double[] resampled(List<byte[]> seeds) {
    int images = seeds.get(0).length;
    int resamples =
        (int) Math.max(LEAST_RESAMPLES, Math.min(RESAMPLES, MOST_DRAWS / images / seeds.size()));
    var random = new SplittableRandom(images);
    double[] means = new double[resamples];
    for (int r = 0; r < resamples; r++) {
      byte[][] drawn = new byte[seeds.size()][];
      for (int s = 0; s < drawn.length; s++) {
        drawn[s] = seeds.get(random.nextInt(seeds.size()));
      }
      long sum = 0;
      for (int i = 0; i < images; i++) {
        int image = random.nextInt(images);
        for (byte[] seed : drawn) {
          sum += seed[image];
        }
      }
      means[r] = (double) sum / images / drawn.length;
    }
    Arrays.sort(means);
    return means;
  }

  private static double mean(List<byte[]> seeds) {
    long sum = 0;
    for (byte[] seed : seeds) {
      for (byte difference : seed) {
        sum += difference;
      }
    }
    return (double) sum / seeds.size() / seeds.get(0).length;
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
