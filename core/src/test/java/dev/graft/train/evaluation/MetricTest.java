package dev.graft.train.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Metrics against what their definitions come to, case by case. */
class MetricTest {

  private static final List<String> NAMES = List.of("a", "b", "c");

  /** Scores of unequal classes that are right more often than not, many of them alike. */
  private static Scores scores(int cases, long seed) {
    var random = new SplittableRandom(seed);
    double[][] scores = new double[cases][3];
    int[] labels = new int[cases];
    for (int i = 0; i < cases; i++) {
      labels[i] = i % 10 < 6 ? 0 : i % 10 < 9 ? 1 : 2;
      for (int k = 0; k < 3; k++) {
        scores[i][k] = random.nextInt(4) + (k == labels[i] ? 1 : 0);
      }
    }
    return new Scores(scores, labels);
  }

  private static Evaluation evaluation(Scores scores, int[] labels) {
    return Evaluation.of("test", NAMES, scores, scores, Temperature.NONE, labels);
  }

  private static Evaluation evaluation(int cases) {
    return evaluation(scores(cases, 7), labels(cases));
  }

  private static int[] labels(int cases) {
    return IntStream.range(0, cases).map(i -> i % 10 < 6 ? 0 : i % 10 < 9 ? 1 : 2).toArray();
  }

  /** The evaluation of all cases but one. */
  private static Evaluation without(int left, int cases) {
    double[][] all = scores(cases, 7).rows();
    int[] rest = IntStream.range(0, cases).filter(i -> i != left).toArray();
    int[] labels = Arrays.stream(rest).map(i -> labels(cases)[i]).toArray();
    return evaluation(
        new Scores(Arrays.stream(rest).mapToObj(i -> all[i]).toArray(double[][]::new), labels),
        labels);
  }

  @ParameterizedTest
  @EnumSource
  void theMeanOfThePartsIsTheValue(Metric metric) {
    Evaluation test = evaluation(150);
    double[] parts = metric.parts(test);
    assertThat(parts).hasSize(150);
    assertThat(Arrays.stream(parts).average().getAsDouble())
        .isCloseTo(metric.of(test), within(1e-12));
    assertThat(metric.of(test)).isBetween(0.4, 0.9);
  }

  @Test
  void valuesAreThoseOfTheDefinitions() {
    // a: 4 cases, 3 found; b: 2 cases, 1 found; c: none, but one case is taken for it.
    int[] labels = {0, 0, 0, 0, 1, 1};
    double[][] scores = {{1, 0, 0}, {1, 0, 0}, {1, 0, 0}, {0, 0, 1}, {0, 1, 0}, {1, 0, 0}};
    Evaluation test = evaluation(new Scores(scores, labels), labels);
    assertThat(Metric.ACCURACY.of(test)).isCloseTo(4 / 6.0, within(1e-12));
    assertThat(Metric.BALANCED.of(test)).isCloseTo((3 / 4.0 + 1 / 2.0) / 2, within(1e-12));
    double first = 2 * 3.0 / (4 + 4);
    double second = 2 * 1.0 / (2 + 1);
    assertThat(Metric.F1.of(test)).isCloseTo((first + second) / 2, within(1e-12));
    for (Metric metric : Metric.values()) {
      assertThat(Arrays.stream(metric.parts(test)).average().getAsDouble())
          .isCloseTo(metric.of(test), within(1e-12));
    }
  }

  @Test
  void theAucIsTheShareOfPairsInOrder() {
    int cases = 60;
    Scores scores = scores(cases, 7);
    double[][] probabilities =
        Arrays.stream(scores.rows()).map(Scores::probabilities).toArray(double[][]::new);
    int[] labels = labels(cases);
    double sum = 0;
    for (int k = 0; k < 3; k++) {
      double ordered = 0;
      int pairs = 0;
      for (int i = 0; i < cases; i++) {
        for (int j = 0; j < cases; j++) {
          if (labels[i] == k && labels[j] != k) {
            double apart = probabilities[i][k] - probabilities[j][k];
            ordered += apart > 0 ? 1 : apart == 0 ? 0.5 : 0;
            pairs++;
          }
        }
      }
      sum += ordered / pairs;
    }
    assertThat(Metric.AUC.of(evaluation(cases))).isCloseTo(sum / 3, within(1e-12));
  }

  /** The jackknife's variance: what leaving out each case in turn does to the value. */
  @ParameterizedTest
  @EnumSource
  void theVarianceOfThePartsIsThatOfLeavingOneOut(Metric metric) {
    int cases = 300;
    var values = new ArrayList<Double>();
    for (int left = 0; left < cases; left++) {
      values.add(metric.of(without(left, cases)));
    }
    double mean = values.stream().mapToDouble(v -> v).average().getAsDouble();
    double jackknife =
        values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum() * (cases - 1) / cases;
    double[] parts = metric.parts(evaluation(cases));
    double value = Arrays.stream(parts).average().getAsDouble();
    double variance =
        Arrays.stream(parts).map(p -> (p - value) * (p - value)).sum() / (cases - 1.0) / cases;
    assertThat(Math.sqrt(variance) / Math.sqrt(jackknife)).isCloseTo(1, within(0.03));
  }

  @Test
  void wordsNameThem() {
    assertThat(Metric.named("Balanced")).isEqualTo(Metric.BALANCED);
    assertThatThrownBy(() -> Metric.named("recall"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"recall\"")
        .hasMessageContaining("accuracy, balanced, f1, auc");
  }

  @Test
  void anAucThatWasNotKeptIsRefused() {
    int[] labels = {0, 0};
    Evaluation test = evaluation(new Scores(new double[][] {{1, 0, 0}, {0, 1, 0}}, labels), labels);
    assertThat(test.ranking()).as("no pair of cases of two classes").isEmpty();
    assertThatThrownBy(() -> Metric.AUC.of(test))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("take another metric");
  }

  @Test
  void theLossOfClassesThatCountAlikeIsTheMeanOfTheirMeans() {
    Scores scores = scores(30, 3);
    double[][] rows = scores.rows();
    int[] labels = labels(30);
    double sum = 0;
    for (int k = 0; k < 3; k++) {
      int label = k;
      int[] own = IntStream.range(0, 30).filter(i -> labels[i] == label).toArray();
      sum +=
          new Scores(
                  Arrays.stream(own).mapToObj(i -> rows[i]).toArray(double[][]::new),
                  Arrays.stream(own).map(i -> label).toArray())
              .negativeLogLikelihood();
    }
    assertThat(scores.loss(Metric.BALANCED)).isCloseTo(sum / 3, within(1e-12));
    assertThat(scores.loss(Metric.F1)).isEqualTo(scores.loss(Metric.BALANCED));
    assertThat(scores.loss(Metric.ACCURACY)).isEqualTo(scores.negativeLogLikelihood());
    assertThat(scores.loss(Metric.AUC)).isEqualTo(scores.negativeLogLikelihood());
  }
}
