package dev.graft.compare.summary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.compare.advice.Difference;
import java.util.List;
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

  /**
   * The true difference moves from seed to seed by a normal variable. On half of the images seeds
   * agree, on the others each decides anew.
   */
  @ParameterizedTest
  @CsvSource({
    "20, 0", "20, 0.005", "20, 0.02",
    "40, 0", "40, 0.005", "40, 0.02",
    "100, 0", "100, 0.005", "100, 0.02",
    "500, 0", "500, 0.005", "500, 0.02"
  })
  void threeSeedsHoldTheChanceOfTraining(int images, double deviation) {
    var random = new SplittableRandom(images);
    for (double discordant : new double[] {0.1, 0.2, 0.4}) {
      double p = 0.7 * discordant;
      int covered = 0;
      for (int draw = 0; draw < TEST_SETS; draw++) {
        Difference difference =
            Difference.of("a", "b", threeSeeds(random, images, p, discordant - p, deviation));
        covered += difference.low() <= 2 * p - discordant ? 1 : 0;
        covered -= difference.high() < 2 * p - discordant ? 1 : 0;
        assertThat(difference.interval(0.01).low()).isLessThan(difference.low());
      }
      assertThat(covered / (double) TEST_SETS).as("%s discordant", discordant).isGreaterThan(0.94);
    }
  }

  private static List<byte[]> threeSeeds(
      SplittableRandom random, int images, double p, double q, double deviation) {
    List<byte[]> seeds = List.of(new byte[images], new byte[images], new byte[images]);
    double[] shared = random.doubles(images).toArray();
    for (byte[] seed : seeds) {
      double moved = deviation * random.nextGaussian() / 2;
      for (int i = 0; i < images; i++) {
        double at = i % 2 == 0 ? shared[i] : random.nextDouble();
        seed[i] = (byte) (at < p + moved ? 1 : at > 1 - q + moved ? -1 : 0);
      }
    }
    return seeds;
  }
}
