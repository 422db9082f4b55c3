package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemperatureScalingTest {

  private static final int CLASSES = 5;

  /** Scores whose labels are drawn from the softmax of the scores over {@code temperature}. */
  private static Scores drawn(int cases, double temperature) {
    var random = new SplittableRandom(7);
    double[][] scores = new double[cases][CLASSES];
    int[] labels = new int[cases];
    for (int i = 0; i < cases; i++) {
      for (int k = 0; k < CLASSES; k++) {
        scores[i][k] = 8 * random.nextDouble();
      }
      double[] p = Scores.probabilities(scores[i], temperature);
      double at = random.nextDouble();
      int label = 0;
      while (label < CLASSES - 1 && at >= p[label]) {
        at -= p[label++];
      }
      labels[i] = label;
    }
    return new Scores(scores, labels);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 2.5})
  void theTemperatureThatLabelsWereDrawnWithIsFound(double temperature) {
    Scores scores = drawn(20_000, temperature);
    double found = scores.temperature();
    assertThat(found).isCloseTo(temperature, within(0.05 * temperature));
    assertThat(scores.divided(found).calibrationError()).isLessThan(0.02);
  }

  @Test
  void noOtherTemperatureHasASmallerLogLoss() {
    Scores scores = drawn(2000, 3);
    double best = scores.divided(scores.temperature()).negativeLogLikelihood();
    double leastOfMany =
        IntStream.rangeClosed(10, 1000)
            .mapToDouble(i -> scores.divided(i / 100.0).negativeLogLikelihood())
            .min()
            .orElseThrow();
    assertThat(best).isLessThan(leastOfMany + 1e-4); // the prior weighs as much as one case
    assertThat(scores.divided(3).predictions()).isEqualTo(scores.predictions());
  }

  @Test
  void fewCasesThatAreAllRightDoNotMakeItCertain() {
    var right = new Scores(new double[][] {{2, 0}, {0, 2}, {3, 0}}, new int[] {0, 1, 0});
    assertThat(right.temperature()).isBetween(0.2, 1.0);
  }

  @Test
  void manyCasesAreSampledAlike() {
    Scores many = drawn(450_000, 2); // more logits than are looked at
    assertThat(many.temperature()).isCloseTo(2, within(0.03));
  }

  @Test
  void viewsOfAnImageAreAveragedAsProbabilities() {
    var views = new Scores(new double[][] {{1, 0}, {0, 3}, {2, 2}, {0, 1}}, new int[] {0, 0, 1, 1});
    Scores means = views.meanOfViews(2);
    double first = (1 / (1 + Math.exp(-1)) + 1 / (1 + Math.exp(3))) / 2;
    double second = (0.5 + 1 / (1 + Math.exp(1))) / 2;
    assertThat(means.predictions()).containsExactly(first > 0.5 ? 0 : 1, 1);
    assertThat(means.negativeLogLikelihood())
        .isCloseTo(-(Math.log(first) + Math.log(1 - second)) / 2, within(1e-12));
  }
}
