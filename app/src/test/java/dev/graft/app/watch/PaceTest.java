package dev.graft.app.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PaceTest {

  private static long at(double seconds) {
    return TimeUnit.SECONDS.toNanos(1000) + (long) (seconds * 1e9);
  }

  private static double known(OptionalDouble value) {
    return value.orElseThrow();
  }

  @Test
  void nothingIsSaidBeforeAnythingIsKnown() {
    var pace = new Pace(at(0));
    assertThat(pace.secondsLeft(at(5), 3)).isEmpty();
    assertThat(pace.imagesPerSecond(at(5))).isEmpty();
    pace.trained(at(0.2), 1, 100);
    assertThat(pace.secondsLeft(at(0.2), 3)).as("one batch tells nothing").isEmpty();
  }

  @Test
  void aPartOfAnEpochStandsForAll() {
    var pace = new Pace(at(0));
    pace.trained(at(1), 10, 100);
    pace.trained(at(2), 20, 100);
    assertThat(known(pace.secondsLeft(at(2), 3))).isCloseTo(28, within(1e-6));
    assertThat(known(pace.imagesPerSecond(at(2)))).isCloseTo(10, within(1e-6));
  }

  @Test
  void theFirstEpochCountsNoLongerThanItMust() {
    var pace = new Pace(at(0));
    pace.epochDone(at(10)); // it computed what later ones find
    assertThat(known(pace.secondsLeft(at(10), 2))).isCloseTo(20, within(1e-6));
    pace.epochDone(at(12));
    assertThat(known(pace.secondsLeft(at(12), 4))).isCloseTo(8, within(1e-6));
    assertThat(known(pace.secondsLeft(at(13), 4))).isCloseTo(7, within(1e-6));
    assertThat(known(pace.secondsLeft(at(99), 1))).as("never negative").isZero();
  }

  @Test
  void anotherPhaseIsAnotherMatter() {
    var pace = new Pace(at(0));
    pace.epochDone(at(1));
    pace.phaseBegins();
    assertThat(pace.secondsLeft(at(1.5), 3)).isEmpty();
  }

  @Test
  void speedIsThatOfTheLastSeconds() {
    var pace = new Pace(at(0));
    for (int i = 0; i <= 100; i++) {
      pace.trained(at(i * 0.1), i * (i < 50 ? 1 : 2), 1000);
    }
    assertThat(known(pace.imagesPerSecond(at(10)))).isCloseTo(20, within(0.5));
    assertThat(pace.imagesPerSecond(at(30))).as("long ago").isEmpty();
  }
}
