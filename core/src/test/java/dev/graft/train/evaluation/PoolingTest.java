package dev.graft.train.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Evaluations of parts, put together, are that of the whole. */
class PoolingTest {

  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final int CASES = 50;

  private final double[][] scores = new double[CASES][3];
  private final int[] labels = new int[CASES];

  PoolingTest() {
    var random = new SplittableRandom(5);
    for (int i = 0; i < CASES; i++) {
      labels[i] = random.nextInt(3);
      for (int k = 0; k < 3; k++) {
        scores[i][k] = 3 * random.nextDouble() + (k == labels[i] ? 1 : 0);
      }
    }
  }

  private Evaluation of(int from, int to, double temperature) {
    var own =
        new Scores(Arrays.copyOfRange(scores, from, to), Arrays.copyOfRange(labels, from, to));
    return Evaluation.of(
        "test",
        NAMES,
        own,
        own.divided(temperature),
        new Temperature(temperature, 0, 0),
        Arrays.copyOfRange(labels, from, to));
  }

  @Test
  void partsAreTheWhole() {
    Evaluation whole = of(0, CASES, 2);
    Evaluation pooled = Evaluation.pooled(List.of(of(0, 15, 2), of(15, CASES, 2)));
    assertThat(pooled.confusion()).isEqualTo(whole.confusion());
    assertThat(pooled.labels()).isEqualTo(whole.labels());
    assertThat(pooled.predictions()).isEqualTo(whole.predictions());
    assertThat(pooled.confidences()).isEqualTo(whole.confidences());
    assertThat(pooled.perClass()).isEqualTo(whole.perClass());
    assertThat(pooled.correct()).isEqualTo(whole.correct());
    assertThat(pooled.total()).isEqualTo(CASES);
    assertThat(pooled.accuracy()).isEqualTo(whole.accuracy());
    assertThat(pooled.macroF1()).isEqualTo(whole.macroF1());
    assertThat(pooled.topFive()).isCloseTo(whole.topFive(), within(1e-12));
    assertThat(pooled.logLoss()).isCloseTo(whole.logLoss(), within(1e-12));
    assertThat(pooled.brier()).isCloseTo(whole.brier(), within(1e-12));
    assertThat(pooled.calibrationError()).isCloseTo(whole.calibrationError(), within(1e-12));
    assertThat(pooled.unscaled().logLoss()).isCloseTo(whole.unscaled().logLoss(), within(1e-12));
    assertThat(Metric.BALANCED.of(pooled)).isEqualTo(Metric.BALANCED.of(whole));
    assertThat(Metric.F1.of(pooled)).isEqualTo(Metric.F1.of(whole));
  }

  @Test
  void temperaturesAreWeightedByTheirImages() {
    Evaluation pooled = Evaluation.pooled(List.of(of(0, 10, 1), of(10, CASES, 2)));
    assertThat(pooled.temperature().value()).isCloseTo(1.8, within(1e-12));
    assertThat(pooled.temperature().source()).isEqualTo(Temperature.Source.MEAN_OF_FOLDS);
  }

  /** The networks of two folds rank each for itself: a mean of their areas, not one area. */
  @Test
  void theAucIsTheMeanOfThePartsWeightedByTheirImages() {
    Evaluation small = of(0, 15, 1);
    Evaluation large = of(15, CASES, 1);
    double mean = (15 * Metric.AUC.of(small) + 35 * Metric.AUC.of(large)) / CASES;
    assertThat(Metric.AUC.of(Evaluation.pooled(List.of(small, large))))
        .isCloseTo(mean, within(1e-12));
  }

  /** Images of one class rank nothing: the figure and its error are those of the other folds. */
  @Test
  void aFoldOfOneClassHasNoPartInTheAuc() {
    Evaluation first = of(0, 15, 1);
    Evaluation second = of(15, 30, 1);
    Scores same = new Scores(Arrays.copyOfRange(scores, 30, CASES), new int[CASES - 30]);
    int[] zeros = new int[CASES - 30];
    Evaluation one = Evaluation.of("test", NAMES, same, same, Temperature.NONE, zeros);
    Evaluation others = Evaluation.pooled(List.of(first, second));
    Evaluation pooled = Evaluation.pooled(List.of(first, one, second));
    assertThat(Metric.AUC.of(pooled)).isCloseTo(Metric.AUC.of(others), within(1e-12));
    assertThat(pooled.ranking()).hasSize(CASES);
    assertThat(error(pooled)).isCloseTo(error(others), within(1e-12));
    assertThat(Evaluation.pooled(List.of(one, one)).ranking()).isEmpty();
  }

  private static double error(Evaluation test) {
    double[] parts = Metric.AUC.parts(test);
    double mean = Arrays.stream(parts).average().getAsDouble();
    double squares = Arrays.stream(parts).map(p -> (p - mean) * (p - mean)).sum();
    return Math.sqrt(squares) / parts.length;
  }

  @Test
  void oneIsItselfAndNoneIsRefused() {
    Evaluation one = of(0, 15, 1);
    assertThat(Evaluation.pooled(List.of(one))).isSameAs(one);
    assertThatThrownBy(() -> Evaluation.pooled(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no evaluation to pool");
  }
}
