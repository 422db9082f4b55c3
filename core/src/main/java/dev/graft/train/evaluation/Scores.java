package dev.graft.train.evaluation;

import dev.graft.torch.WeightFileException;
import dev.graft.torch.files.Safetensors;
import dev.graft.torch.files.WeightFile;
import dev.graft.torch.tensors.StoredTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Scores (logits) of cases against their labels, and the figures that need more than the predicted
 * class. All float64; definitions as in {@code docs/guide/metrics.md}.
 */
public final class Scores {

  private static final String SCORES = "scores";
  private static final String LABELS = "labels";

  private final double[][] scores;
  private final int[] labels;

  /** {@code scores[i][k]} is the score of class k for case i, whose label is {@code labels[i]}. */
  public Scores(double[][] scores, int[] labels) {
    if (scores.length != labels.length || scores.length == 0) {
      throw new IllegalArgumentException(
          scores.length + " rows of scores for " + labels.length + " labels; need as many, not 0");
    }
    this.scores = scores;
    this.labels = labels;
  }

  /** The cases of all of these, one after the other. */
  public static Scores joined(List<Scores> parts) {
    return new Scores(
        parts.stream().flatMap(part -> Arrays.stream(part.scores)).toArray(double[][]::new),
        parts.stream().flatMapToInt(part -> Arrays.stream(part.labels)).toArray());
  }

  /** Writes them into one safetensors file, whole or not at all. */
  public void save(Path file) throws IOException {
    int classes = scores[0].length;
    double[] flat = Arrays.stream(scores).flatMapToDouble(Arrays::stream).toArray();
    long[] classOfEach = Arrays.stream(labels).asLongStream().toArray();
    Safetensors.write(
        file,
        List.of(
            StoredTensor.ofDoubles(SCORES, new long[] {scores.length, classes}, flat),
            StoredTensor.ofLongs(LABELS, new long[] {labels.length}, classOfEach)),
        Map.of());
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws IOException if it cannot be read or is something else
   */
  public static Scores read(Path file) throws IOException {
    Map<String, StoredTensor> tensors = WeightFile.read(file).tensors();
    try {
      double[] flat = tensors.get(SCORES).doubles();
      int[] labels =
          Arrays.stream(tensors.get(LABELS).longs()).mapToInt(Math::toIntExact).toArray();
      int classes = flat.length / labels.length;
      var rows = new double[labels.length][];
      Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * classes, (i + 1) * classes));
      return new Scores(rows, labels);
    } catch (RuntimeException e) {
      throw new WeightFileException(file, "it holds no scores", e);
    }
  }

  /** Number of cases. */
  public int cases() {
    return labels.length;
  }

  /** The scores [n, K]; not to be changed. */
  public double[][] rows() {
    return scores;
  }

  /** The class with the largest score for each case; on ties the lowest index. */
  public int[] predictions() {
    return Arrays.stream(scores).mapToInt(Scores::argmax).toArray();
  }

  /** Share of cases whose prediction is their label. */
  public double accuracy() {
    int[] predictions = predictions();
    int correct = 0;
    for (int i = 0; i < labels.length; i++) {
      correct += predictions[i] == labels[i] ? 1 : 0;
    }
    return (double) correct / labels.length;
  }

  /** Cases whose label is among the min(5, classes) best scores; ties go to the lower index. */
  public int topFiveCorrect() {
    int correct = 0;
    for (int i = 0; i < scores.length; i++) {
      correct += rank(scores[i], labels[i]) < Math.min(5, scores[i].length) ? 1 : 0;
    }
    return correct;
  }

  /** Mean negative log-likelihood (log loss) of the labels, natural logarithm. */
  public double negativeLogLikelihood() {
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      sum += logSumExp(scores[i]) - scores[i][labels[i]];
    }
    return sum / scores.length;
  }

  /**
   * The log loss that {@code metric} asks for: the mean over cases, or that of the classes' means.
   */
  public double loss(Metric metric) {
    if (!metric.countsClassesAlike()) {
      return negativeLogLikelihood();
    }
    double[] sums = new double[scores[0].length];
    int[] cases = new int[sums.length];
    for (int i = 0; i < scores.length; i++) {
      sums[labels[i]] += logSumExp(scores[i]) - scores[i][labels[i]];
      cases[labels[i]]++;
    }
    return IntStream.range(0, sums.length)
        .filter(k -> cases[k] > 0)
        .mapToDouble(k -> sums[k] / cases[k])
        .average()
        .orElseThrow();
  }

  /** Mean squared distance of the probabilities from the label's one-hot vector. */
  public double brier() {
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      double[] p = probabilities(scores[i]);
      for (int k = 0; k < p.length; k++) {
        double distance = p[k] - (k == labels[i] ? 1 : 0);
        sum += distance * distance;
      }
    }
    return sum / scores.length;
  }

  /** Expected calibration error over 15 equal-width bins of confidence (Guo et al., 2017). */
  public double calibrationError() {
    int[] predictions = predictions();
    List<Boolean> right =
        IntStream.range(0, labels.length).mapToObj(i -> predictions[i] == labels[i]).toList();
    return Reliability.of(right, confidences()).error();
  }

  /** The largest probability of each case. */
  List<Double> confidences() {
    return Arrays.stream(scores).map(row -> probabilities(row)[argmax(row)]).toList();
  }

  /** Each case's part in the AUC, as {@link Metric#parts} says; empty where it has none. */
  List<Double> rankingParts() {
    return new RankingParts(
            Arrays.stream(scores).map(Scores::probabilities).toArray(double[][]::new), labels)
        .list();
  }

  /** Mean of the largest probability. */
  public double meanConfidence() {
    return confidences().stream().mapToDouble(p -> p).average().orElseThrow();
  }

  /** The temperature that these cases ask for, which must not have been trained on. */
  public Temperature temperature() {
    return TemperatureScaling.fit(scores, labels);
  }

  /** The same of cases that are out-of-fold predictions. */
  public Temperature outOfFoldTemperature() {
    return temperature().from(Temperature.Source.OUT_OF_FOLD);
  }

  /** The same cases with every score divided by {@code temperature}. */
  public Scores divided(double temperature) {
    if (temperature == 1) {
      return this;
    }
    double[][] divided =
        Arrays.stream(scores)
            .map(row -> Arrays.stream(row).map(score -> score / temperature).toArray())
            .toArray(double[][]::new);
    return new Scores(divided, labels);
  }

  /**
   * One case for each {@code views} that follow one another: the logarithm of the mean of their
   * probabilities.
   */
  public Scores meanOfViews(int views) {
    if (views == 1) {
      return this;
    }
    double[][] means = new double[scores.length / views][];
    int[] each = new int[means.length];
    for (int i = 0; i < means.length; i++) {
      double[] sum = new double[scores[0].length];
      for (int view = 0; view < views; view++) {
        double[] p = probabilities(scores[i * views + view]);
        for (int k = 0; k < sum.length; k++) {
          sum[k] += p[k];
        }
      }
      means[i] = Arrays.stream(sum).map(p -> Math.log(p / views)).toArray();
      each[i] = labels[i * views];
    }
    return new Scores(means, each);
  }

  /** Softmax of one row whose scores are divided by {@code temperature}. */
  public static double[] probabilities(double[] row, double temperature) {
    return temperature == 1
        ? probabilities(row)
        : probabilities(Arrays.stream(row).map(score -> score / temperature).toArray());
  }

  /** Softmax of one row. */
  public static double[] probabilities(double[] row) {
    double normaliser = logSumExp(row);
    return Arrays.stream(row).map(score -> Math.exp(score - normaliser)).toArray();
  }

  private static int argmax(double[] row) {
    int best = 0;
    for (int k = 1; k < row.length; k++) {
      best = row[k] > row[best] ? k : best;
    }
    return best;
  }

  private static int rank(double[] row, int label) {
    int rank = 0;
    for (int k = 0; k < row.length; k++) {
      rank += row[k] > row[label] || (row[k] == row[label] && k < label) ? 1 : 0;
    }
    return rank;
  }

  private static double logSumExp(double[] row) {
    double max = Arrays.stream(row).max().orElseThrow();
    return max + Math.log(Arrays.stream(row).map(score -> Math.exp(score - max)).sum());
  }
}
