package dev.graft.train.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
      labels[i] = label(random, p);
    }
    return new Scores(scores, labels);
  }

  private static int label(SplittableRandom random, double[] p) {
    double at = random.nextDouble();
    int label = 0;
    while (label < CLASSES - 1 && at >= p[label]) {
      at -= p[label++];
    }
    return label;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 2.5})
  void theTemperatureThatLabelsWereDrawnWithIsFound(double temperature) {
    Scores scores = drawn(20_000, temperature);
    double found = scores.temperature().value();
    assertThat(found).isCloseTo(temperature, within(0.05 * temperature));
    assertThat(scores.divided(found).calibrationError()).isLessThan(0.02);
  }

  @Test
  void noOtherTemperatureHasASmallerLogLoss() {
    Scores scores = drawn(2000, 3);
    double best = scores.divided(scores.temperature().value()).negativeLogLikelihood();
    double leastOfMany =
        IntStream.rangeClosed(10, 1000)
            .mapToDouble(i -> scores.divided(i / 100.0).negativeLogLikelihood())
            .min()
            .orElseThrow();
    assertThat(best).isLessThan(leastOfMany + 1e-4); // what the prior holds back
    assertThat(scores.divided(3).predictions()).isEqualTo(scores.predictions());
  }

  @Test
  void fewCasesThatAreAllRightDoNotMakeItCertain() {
    var right = new Scores(new double[][] {{2, 0}, {0, 2}, {3, 0}}, new int[] {0, 1, 0});
    assertThat(right.temperature().value()).isBetween(0.5, 0.99);
  }

  @Test
  void manyCasesAreSampledAlike() {
    Scores many = drawn(450_000, 2); // more logits than are looked at
    assertThat(many.temperature().value()).isCloseTo(2, within(0.03));
  }

  /**
   * Networks whose true temperature is known: on average what is fitted loses less on further
   * images than to fit nothing and than to take the images at their word; nowhere it loses much to
   * the latter, and where nothing is amiss it does little harm.
   */
  @ParameterizedTest
  @CsvSource({"10, 0.025", "15, 0.025", "30, 0.02", "100, 0.006", "1000, 0.001"})
  void whatFewImagesLeaveOpenIsNotTakenForKnown(int images, double harm) {
    double nothing = 0;
    double shrunk = 0;
    double takenAtItsWord = 0;
    for (double temperature : new double[] {0.5, 0.7, 1, 1.4, 2}) {
      var random = new SplittableRandom(images);
      double loss = 0;
      double literal = 0;
      int draws = Math.max(10, Math.min(150, 3000 / images));
      for (int draw = 0; draw < draws; draw++) {
        Drawn seen = calibratedAt(random, images, temperature);
        loss +=
            excess(temperature, TemperatureScaling.fit(seen.scores, seen.labels).value()) / draws;
        literal +=
            excess(temperature, TemperatureScaling.fit(seen.scores, seen.labels, 10).value())
                / draws;
      }
      nothing += excess(temperature, 1);
      shrunk += loss;
      takenAtItsWord += literal;
      assertThat(loss).as("at %s", temperature).isLessThan(literal + 0.005);
      if (temperature == 1) {
        assertThat(loss).isLessThan(harm);
      }
    }
    assertThat(shrunk).isLessThan(0.6 * nothing).isLessThan(takenAtItsWord + 1e-4);
  }

  /** By that much, at twice the standard error, it may be wrong. */
  @ParameterizedTest
  @ValueSource(ints = {10, 15, 30, 100, 300})
  void itsStandardErrorIsThatOfWhatIsKnown(int images) {
    var random = new SplittableRandom(3);
    int held = 0;
    int draws = Math.min(400, 30_000 / images);
    for (int draw = 0; draw < draws; draw++) {
      double truth = Math.exp(0.5 * random.nextGaussian());
      Drawn seen = calibratedAt(random, images, truth);
      Temperature found = TemperatureScaling.fit(seen.scores, seen.labels);
      double error = found.standardError() / found.value();
      held += Math.abs(Math.log(found.value() / truth)) < 1.96 * error ? 1 : 0;
      assertThat(found.images()).isEqualTo(images);
    }
    assertThat((double) held / draws).isBetween(0.91, 0.98);
  }

  /** Expected log loss of {@code found}, in nats a case above that of the truth. */
  private static double excess(double truth, double found) {
    var random = new SplittableRandom(99);
    int cases = 200;
    double sum = 0;
    for (int i = 0; i < cases; i++) {
      double[] row = row(random, truth);
      double[] p = Scores.probabilities(row, truth);
      double[] q = Scores.probabilities(row, found);
      for (int k = 0; k < CLASSES; k++) {
        sum += p[k] * Math.log(p[k] / q[k]) / cases;
      }
    }
    return sum;
  }

  private static final class Drawn {
    private final double[][] scores;
    private final int[] labels;

    private Drawn(double[][] scores, int[] labels) {
      this.scores = scores;
      this.labels = labels;
    }
  }

  /** Scores that are right, divided by {@code temperature}, for about three cases of four. */
  private static Drawn calibratedAt(SplittableRandom random, int cases, double temperature) {
    double[][] scores = new double[cases][];
    int[] labels = new int[cases];
    for (int i = 0; i < cases; i++) {
      scores[i] = row(random, temperature);
      labels[i] = label(random, Scores.probabilities(scores[i], temperature));
    }
    return new Drawn(scores, labels);
  }

  private static double[] row(SplittableRandom random, double temperature) {
    return IntStream.range(0, CLASSES)
        .mapToDouble(k -> 3 * temperature * random.nextGaussian())
        .toArray();
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
