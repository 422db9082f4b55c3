package dev.graft.train;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a training keeps its state, so that one that was stopped goes on and ends with the same
 * numbers, digit for digit.
 *
 * @param file written whole or not at all; the caller's to delete when the result is safe
 * @param every how much work at most is lost; it is also written after each epoch and when the
 *     training is interrupted
 */
public record Checkpoints(Path file, Duration every) {

  public Checkpoints {
    if (every.isNegative()) {
      throw new IllegalArgumentException("checkpoints are some time apart, got " + every);
    }
  }
}
