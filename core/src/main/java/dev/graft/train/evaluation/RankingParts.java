package dev.graft.train.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What each case has to do with the mean over the classes of the area under the ROC curve, one
 * class against the rest (DeLong, DeLong and Clarke-Pearson, 1988): the mean of all parts is the
 * area.
 */
final class RankingParts {

  private final double[][] probabilities;
  private final int[] labels;

  /** Of the probability of each case and class [n, K], with labels [n]. */
  RankingParts(double[][] probabilities, int[] labels) {
    this.probabilities = probabilities;
    this.labels = labels;
  }

  /** The parts [n]; empty if there is no class with cases both in it and outside. */
  List<Double> list() {
    int n = labels.length;
    double[] sums = new double[n];
    int classes = 0;
    for (int k = 0; k < probabilities[0].length; k++) {
      classes += add(k, sums) ? 1 : 0;
    }
    int counted = classes;
    return counted == 0 ? List.of() : DoubleStream.of(sums).map(s -> s / counted).boxed().toList();
  }

  private boolean add(int k, double[] sums) {
    int n = labels.length;
    long inside = Arrays.stream(labels).filter(label -> label == k).count();
    long outside = n - inside;
    if (inside == 0 || outside == 0) {
      return false;
    }
    double[] placements = placements(k, inside, outside);
    double area = 0;
    for (int i = 0; i < n; i++) {
      area += labels[i] == k ? placements[i] / inside : 0;
    }
    for (int i = 0; i < n; i++) {
      double own = labels[i] == k ? inside : outside;
      sums[i] += area + n / own * (placements[i] - area);
    }
    return true;
  }

  /**
   * Of a case in the class the share of those outside that rank below it, of one outside the share
   * of those in it that rank above it; equal ranks count by half.
   */
  private double[] placements(int k, long inside, long outside) {
    int n = labels.length;
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> probabilities[i][k]))
            .mapToInt(i -> i)
            .toArray();
    double[] placements = new double[n];
    long insideBelow = 0;
    long outsideBelow = 0;
    for (int from = 0; from < n; ) {
      int to = from;
      long insideHere = 0;
      while (to < n && probabilities[order[to]][k] == probabilities[order[from]][k]) {
        insideHere += labels[order[to++]] == k ? 1 : 0;
      }
      long outsideHere = to - from - insideHere;
      for (int at = from; at < to; at++) {
        int i = order[at];
        placements[i] =
            labels[i] == k
                ? (outsideBelow + outsideHere / 2.0) / outside
                : (inside - insideBelow - insideHere / 2.0) / inside;
      }
      insideBelow += insideHere;
      outsideBelow += outsideHere;
      from = to;
    }
    return placements;
  }
}
