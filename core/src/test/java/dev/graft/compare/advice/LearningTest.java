package dev.graft.compare.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.graft.compare.record.Made;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Metric;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whether predictions have to do with the labels. */
class LearningTest {

  private static Evaluation test(List<Integer> labels, List<Integer> predictions) {
    return Made.taken("probe", labels, predictions, 1).test().orElseThrow();
  }

  /** Unequal classes; the prediction is the label in a share {@code known}, else a guess. */
  private static Evaluation guessed(int images, double known, long seed) {
    var random = new Random(seed);
    List<Integer> labels = IntStream.range(0, images).mapToObj(i -> i % 5 == 0 ? 1 : 0).toList();
    List<Integer> predictions =
        labels.stream()
            .map(
                label ->
                    random.nextDouble() < known
                        ? label
                        : (Integer) (random.nextInt(4) == 0 ? 1 : 0))
            .toList();
    return test(labels, predictions);
  }

  private static double p(Evaluation test) {
    return Learning.p(test, Metric.ACCURACY);
  }

  /** Twice the same images have the same shares: what is exact up to 500 is normal beyond. */
  @Test
  void permutationsAndTheNormalApproximationAgree() {
    for (double known : new double[] {0, 0.03, 0.06}) {
      for (long seed = 0; seed < 5; seed++) {
        Evaluation test = guessed(500, known, seed);
        assertThat(p(test))
            .as("%s known, seed %d", known, seed)
            .isCloseTo(Learning.normal(test.confusion()), within(0.05));
      }
    }
  }

  @Test
  void whoNamesOneClassAloneHasLearntNothing() {
    for (int images : new int[] {40, 500, 600}) {
      List<Integer> labels = IntStream.range(0, images).mapToObj(i -> i % 20 == 0 ? 1 : 0).toList();
      assertThat(p(test(labels, Collections.nCopies(images, 0)))).isEqualTo(1);
    }
  }

  /** One image of a class is found by chance once in so many as there are. */
  @Test
  void oneRareImageThatIsFoundIsLittleKnowledge() {
    for (int images : new int[] {50, 100, 300}) {
      List<Integer> labels = IntStream.range(0, images).mapToObj(i -> i == 7 ? 1 : 0).toList();
      assertThat(p(test(labels, labels))).isCloseTo(1.0 / images, within(0.006));
    }
  }

  /** What the approximation decides by itself is what permutations say. */
  @Test
  void whatIsClearTakesNoPermutations() {
    List<Integer> labels = IntStream.range(0, 100).mapToObj(i -> i % 2).toList();
    assertThat(Learning.normal(test(labels, labels).confusion())).isLessThan(1e-9);
    assertThat(p(test(labels, labels))).isEqualTo(1.0 / 5000);
  }

  @Test
  void guessesAreSeldomTakenForKnowledgeAndKnowledgeIsSeen() {
    int taken = 0;
    for (long seed = 0; seed < 100; seed++) {
      taken += p(guessed(100, 0, seed)) < 0.05 ? 1 : 0;
    }
    assertThat(taken).isLessThanOrEqualTo(10);
    assertThat(p(guessed(100, 0.8, 1))).isLessThan(0.001);
    assertThat(p(guessed(1000, 0.8, 1))).isLessThan(0.001);
  }

  /** Two and two images are ranked without a mistake by chance once in six times. */
  @Test
  void aPerfectRankingOfAFewImagesIsNoKnowledge() {
    assertThat(ofAuc(1, 2, 2)).isBetween(0.1, 0.2);
    assertThat(ofAuc(1, 3, 3)).isBetween(0.025, 0.06);
    assertThat(ofAuc(1, 20, 20)).isLessThan(1e-6);
    assertThat(ofAuc(0.5, 20, 20)).isBetween(0.4, 0.6);
  }

  @Test
  void ranksThatAreDrawnAreSeldomTakenForKnowledge() {
    var random = new Random(1);
    int taken = 0;
    int draws = 4000;
    for (int i = 0; i < draws; i++) {
      double[] scores = random.doubles(40).toArray();
      int above = 0;
      for (int a = 0; a < 10; a++) {
        for (int b = 10; b < 40; b++) {
          above += scores[a] > scores[b] ? 1 : 0;
        }
      }
      taken += ofAuc(above / 300.0, 10, 30) < 0.025 ? 1 : 0;
    }
    assertThat((double) taken / draws).isBetween(0.015, 0.032);
  }

  private static double ofAuc(double value, int first, int second) {
    List<Integer> labels =
        IntStream.range(0, first + second).mapToObj(i -> i < first ? 0 : 1).toList();
    return Learning.ofAuc(value, test(labels, labels).confusion());
  }

  @Test
  void holmsStepsEndAtTheFirstThatIsNotShown() {
    assertThat(Learning.shown(List.of(0.02, 0.001, 0.012), 0.025))
        .containsExactly(true, true, true);
    assertThat(Learning.shown(List.of(0.02, 0.001, 0.013), 0.025))
        .containsExactly(false, true, false);
    assertThat(Learning.shown(List.of(0.02, 0.01), 0.0125)).containsExactly(false, false);
  }
}
