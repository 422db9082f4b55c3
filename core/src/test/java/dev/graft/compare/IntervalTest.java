package dev.graft.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {

  private static final int TEST_SETS = 1000;

  /** Binomial counts are steps, so coverage varies about 95 % with accuracy and size. */
  @ParameterizedTest
  @CsvSource({"0.62, 500", "0.76, 500", "0.85, 500", "0.93, 500", "0.85, 2000", "0.97, 2000"})
  void wilsonCoversTheTrueAccuracy(double accuracy, int images) {
    var random = new SplittableRandom(Math.round(1000 * accuracy) + images);
    int covered = 0;
    for (int i = 0; i < TEST_SETS; i++) {
      int correct = 0;
      for (int j = 0; j < images; j++) {
        correct += random.nextDouble() < accuracy ? 1 : 0;
      }
      Interval interval = Interval.wilson(correct, images);
      covered += interval.low() <= accuracy && accuracy <= interval.high() ? 1 : 0;
    }
    assertThat(covered / (double) TEST_SETS).isBetween(0.93, 0.97);
  }
}
