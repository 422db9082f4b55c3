package dev.graft.compare.advice;

import dev.graft.compare.summary.Interval;
import dev.graft.compare.summary.Summary;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How much more often one candidate is right than another on the same images.
 *
 * @param first its label
 * @param second that of the other
 * @param accuracy mean accuracy of the first less that of the second, a share
 * @param low lower end of its 95 % interval: that of {@code score}, widened by {@code training}
 * @param high upper end
 * @param p of the exact McNemar test; with several seeds the median over the pairs of runs that
 *     share a seed, since one image does not become several by being seen again
 * @param discordant share of the images that exactly one of the two gets right, mean over seeds
 * @param images in the test split
 * @param training how far the chance of training moves {@code accuracy}
 * @param score what the images show, all seeds together
 * @param pairs for each seed, how many images exactly one of the two gets right
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
    TrainingChance training,
    ImageChance score,
    List<McNemar> pairs) {

  /** What {@code low} and {@code high} miss. */
  private static final double MISSED = 0.05;

  public Difference {
    pairs = List.copyOf(pairs);
  }

  /** In words: {@code 2.0 points, 95 % interval -0.8 to 4.8}. */
  public String points() {
    return inWords("%.1f points");
  }

  /** In words: {@code 2.0 points more, 95 % interval -0.8 to 4.8}. */
  String gain() {
    return inWords("%.1f points more");
  }

  private String inWords(String points) {
    return String.format(Locale.ROOT, points + ", 95 %% interval %s", tenths(accuracy), range());
  }

  /** The interval in points: {@code -0.8 to 4.8}. */
  public String range() {
    return String.format(Locale.ROOT, "%.1f to %.1f", tenths(low), tenths(high));
  }

  /** Of points, and never "-0.0". */
  private static double tenths(double share) {
    return Math.round(1000 * share) / 10.0;
  }

  /** Whether these two labels are compared, in either order. */
  boolean isOf(String one, String other) {
    return (first.equals(one) && second.equals(other))
        || (first.equals(other) && second.equals(one));
  }

  /**
   * By {@code metric}, of two candidates that were tested with the same seeds.
   *
   * @throws IllegalArgumentException if they share no seed, or were not tested on the same images
   */
  static Difference of(Summary first, Summary second, Metric metric) {
    return metric == Metric.ACCURACY
        ? of(first, second)
        : MetricDifference.of(first, second, metric);
  }

  /**
   * Of two candidates that were tested with the same seeds.
   *
   * @throws IllegalArgumentException if they share no seed, or were not tested on the same images
   */
  static Difference of(Summary first, Summary second) {
    var answers = new ArrayList<byte[]>();
    for (Summary.Pair both : first.paired(second)) {
      answers.add(answers(both.first(), both.second()));
    }
    if (answers.isEmpty()) {
      throw new IllegalArgumentException(
          "%s and %s share no seed".formatted(first.label(), second.label()));
    }
    return of(first.label(), second.label(), answers);
  }

  /**
   * The same of their answers.
   *
   * @param answers for each seed, by image: 1 where only the first is right, -1 where only the
   *     second is, 0 elsewhere
   */
  public static Difference of(String first, String second, List<byte[]> answers) {
    List<McNemar> pairs = answers.stream().map(McNemar::of).toList();
    int images = answers.get(0).length;
    var score = PairedScore.of(answers);
    var training = TrainingChance.of(answers);
    Interval interval = interval(score, training, MISSED);
    double ahead = pairs.stream().mapToInt(pair -> pair.onlyFirst() - pair.onlySecond()).sum();
    double discordant = pairs.stream().mapToInt(pair -> pair.onlyFirst() + pair.onlySecond()).sum();
    return new Difference(
        first,
        second,
        ahead / pairs.size() / images,
        interval.low(),
        interval.high(),
        median(pairs.stream().map(McNemar::exactP).toList()),
        discordant / pairs.size() / images,
        images,
        training,
        score,
        pairs);
  }

  /**
   * Which true differences neither images nor seeds rule out.
   *
   * @param missed in what share of all cases the truth lies outside: {@code low} and {@code high}
   *     are those for 0.05
   */
  public Interval interval(double missed) {
    return interval(score, training, missed);
  }

  /** Half-widths of independent parts add up in squares (Zou and Donner, 2008). */
  private static Interval interval(ImageChance score, TrainingChance training, double missed) {
    double middle = score.difference();
    Interval images = score.interval(missed);
    double half = training.halfWidth(missed);
    return new Interval(
        Math.max(-1, middle - Math.hypot(middle - images.low(), half)),
        Math.min(1, middle + Math.hypot(images.high() - middle, half)));
  }

  /**
   * Whether neither images nor seeds explain it: p is below {@code threshold}, and the interval
   * that misses no larger a share than that lies above 0.
   */
  boolean isClear(double threshold) {
    return p < threshold && interval(threshold).low() > 0;
  }

  /** What a standard normal variable exceeds either way in a share {@code missed} of all cases. */
  static double normal(double missed) {
    return NormalDistribution.of(0, 1).inverseSurvivalProbability(missed / 2);
  }

  static byte[] answers(Evaluation a, Evaluation b) {
    if (!a.labels().equals(b.labels())) {
      throw new IllegalArgumentException("the evaluations are not of the same images");
    }
    byte[] answers = new byte[a.total()];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = (byte) ((a.isRight(i) ? 1 : 0) - (b.isRight(i) ? 1 : 0));
    }
    return answers;
  }

  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
