package dev.graft.train.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often each class was taken for each: {@code counts[label][prediction]}. Definitions of the
 * figures drawn from it are those of {@code docs/guide/metrics.md}.
 */
public record Confusion(List<List<Integer>> counts) {

  public Confusion {
    counts = counts.stream().map(List::copyOf).toList();
    int classes = counts.size();
    if (classes == 0 || counts.stream().anyMatch(row -> row.size() != classes)) {
      throw new IllegalArgumentException("a confusion matrix is square and not empty");
    }
  }

  /** Counts the pairs of label and prediction. */
  public static Confusion of(int[] labels, int[] predictions, int classes) {
    if (labels.length != predictions.length) {
      throw new IllegalArgumentException(
          labels.length + " labels but " + predictions.length + " predictions");
    }
    int[][] counts = new int[classes][classes];
    for (int i = 0; i < labels.length; i++) {
      counts[labels[i]][predictions[i]]++;
    }
    var rows = new ArrayList<List<Integer>>();
    for (int[] row : counts) {
      rows.add(IntStream.of(row).boxed().toList());
    }
    return new Confusion(rows);
  }

  /** Number of classes. */
  public int classes() {
    return counts.size();
  }

  /** Number of cases. */
  public int total() {
    return IntStream.range(0, classes()).map(this::support).sum();
  }

  /** Cases whose prediction is their label. */
  public int correct() {
    return IntStream.range(0, classes()).map(this::hits).sum();
  }

  /** Share of correct cases; 0 when there is no case. */
  public double accuracy() {
    return ratio(correct(), total());
  }

  /** Cases of class {@code k}. */
  public int support(int k) {
    return counts.get(k).stream().mapToInt(Integer::intValue).sum();
  }

  /** Cases predicted as class {@code k}. */
  public int predicted(int k) {
    return counts.stream().mapToInt(row -> row.get(k)).sum();
  }

  /** Of the cases predicted as {@code k}, the share that is; 0 when none was. */
  public double precision(int k) {
    return ratio(hits(k), predicted(k));
  }

  /** Of the cases of class {@code k}, the share found; 0 when there is none. */
  public double recall(int k) {
    return ratio(hits(k), support(k));
  }

  /** Harmonic mean of precision and recall; 0 when both are undefined. */
  public double f1(int k) {
    return ratio(2 * hits(k), support(k) + predicted(k));
  }

  /** Mean F1 over all classes; a class without cases counts as 0. */
  public double macroF1() {
    return IntStream.range(0, classes()).mapToDouble(this::f1).sum() / classes();
  }

  /** Mean F1 over the classes that have cases. */
  public double macroF1Present() {
    return present().mapToDouble(this::f1).average().orElse(0);
  }

  /** Mean precision over all classes. */
  public double macroPrecision() {
    return IntStream.range(0, classes()).mapToDouble(this::precision).sum() / classes();
  }

  /** Mean recall over all classes. */
  public double macroRecall() {
    return IntStream.range(0, classes()).mapToDouble(this::recall).sum() / classes();
  }

  /** Mean F1 weighted by support. */
  public double weightedF1() {
    double sum = present().mapToDouble(k -> f1(k) * support(k)).sum();
    return total() == 0 ? 0 : sum / total();
  }

  /** Mean recall over the classes that have cases. */
  public double balancedAccuracy() {
    return present().mapToDouble(this::recall).average().orElse(0);
  }

  private int hits(int k) {
    return counts.get(k).get(k);
  }

  /** The classes that have cases. */
  public IntStream present() {
    return IntStream.range(0, classes()).filter(k -> support(k) > 0);
  }

  private static double ratio(int part, int whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
