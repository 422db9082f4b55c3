package dev.graft.train.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {

  /** Worked out by hand: after the warm-up, (1 + cos(pi * progress)) / 2; 10^-4 to 1. */
  @ParameterizedTest
  @CsvSource({
    "CONSTANT, 0, 0, 100, 1",
    "CONSTANT, 0, 99, 100, 1",
    "CONSTANT, 4, 0, 100, 0.25",
    "CONSTANT, 4, 3, 100, 1",
    "CONSTANT, 4, 4, 100, 1",
    "COSINE, 0, 0, 100, 1",
    "COSINE, 0, 50, 100, 0.5",
    "COSINE, 0, 25, 100, 0.8535533905932737",
    "COSINE, 10, 0, 110, 0.1",
    "COSINE, 10, 9, 110, 1",
    "COSINE, 10, 10, 110, 1",
    "COSINE, 10, 60, 110, 0.5",
    "COSINE, 10, 0, 8, 0.5",
    "COSINE, 10, 1, 8, 1",
    "COSINE, 10, 5, 8, 0.5",
    "COSINE, 10, 0, 3, 1",
    "RANGE, 0, 0, 9, 0.0001",
    "RANGE, 0, 4, 9, 0.01",
    "RANGE, 0, 8, 9, 1"
  })
  void theFactorIs(Schedule.Shape shape, int warmup, long step, long steps, double factor) {
    assertThat(new Schedule(shape, warmup).factor(step, steps)).isCloseTo(factor, within(1e-15));
  }
}
