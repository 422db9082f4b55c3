package dev.graft.compare.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.graft.compare.record.Made;
import dev.graft.train.evaluation.Confusion;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Metric;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What needs no image, against predictions that were made without one. */
class BaselineTest {

  private static final int IMAGES = 100;

  /** 75 images of the first class, 25 of the second. */
  private static final List<Integer> LABELS =
      IntStream.range(0, IMAGES).mapToObj(i -> i % 4 == 0 ? 1 : 0).toList();

  private static List<Baseline> baselines(Metric metric) {
    Evaluation test = Made.taken("probe", LABELS, LABELS, 1).test().orElseThrow();
    return Baseline.of(test, List.of("x", "y"), metric);
  }

  private static Confusion confusion(List<Integer> taken) {
    return Confusion.of(
        LABELS.stream().mapToInt(i -> i).toArray(), taken.stream().mapToInt(i -> i).toArray(), 2);
  }

  @Test
  void theMostFrequentClassIsWhatItSays() {
    Baseline most = baselines(Metric.ACCURACY).get(0);
    Confusion always = confusion(Collections.nCopies(IMAGES, 0));
    assertThat(most.name()).isEqualTo("always \"x\"");
    assertThat(most.accuracy()).isEqualTo(always.accuracy()).isEqualTo(0.75);
    assertThat(most.balanced()).isEqualTo(always.balancedAccuracy());
    assertThat(most.f1()).isCloseTo(always.macroF1Present(), within(1e-12));
  }

  @Test
  void guessingComesOutAsItDoesOnAverage() {
    Baseline guess = baselines(Metric.ACCURACY).get(1);
    var random = new Random(3);
    double accuracy = 0;
    double balanced = 0;
    double f1 = 0;
    int rounds = 4000;
    for (int round = 0; round < rounds; round++) {
      Confusion guessed =
          confusion(
              IntStream.range(0, IMAGES).mapToObj(i -> random.nextInt(4) == 0 ? 1 : 0).toList());
      accuracy += guessed.accuracy() / rounds;
      balanced += guessed.balancedAccuracy() / rounds;
      f1 += guessed.macroF1Present() / rounds;
    }
    assertThat(guess.accuracy()).isCloseTo(accuracy, within(0.005));
    assertThat(guess.balanced()).isCloseTo(balanced, within(0.005));
    assertThat(guess.f1()).isCloseTo(f1, within(0.01));
  }

  @Test
  void theValueIsThatOfTheMetric() {
    assertThat(baselines(Metric.ACCURACY)).extracting(Baseline::value).containsExactly(0.75, 0.625);
    assertThat(baselines(Metric.BALANCED)).extracting(Baseline::value).containsExactly(0.5, 0.5);
    assertThat(baselines(Metric.AUC)).extracting(Baseline::value).containsExactly(0.5, 0.5);
    assertThat(baselines(Metric.F1).get(0).value()).isCloseTo(3 / 7.0, within(1e-12));
  }

  @Test
  void aComparisonWithoutTestsHasNone() {
    assertThat(Baseline.of(Made.record(0, 1, List.of()))).isEmpty();
  }
}
