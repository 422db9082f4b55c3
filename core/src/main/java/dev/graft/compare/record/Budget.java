package dev.graft.compare.record;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a comparison may spend on finding good learning rates before it trains for its table.
 *
 * @param until when everything is to be done; empty: no matter when
 * @param trials how many rates are tried a strategy, at first
 */
public record Budget(Optional<Instant> until, int trials) {

  /** Rates that a search in limited time begins with, each a third of the one before. */
  public static final int TRIALS = 4;

  /** Epochs that limited time is not spent beyond. */
  public static final int MOST_EPOCHS = 12;

  public Budget {
    if (trials < 1 || trials > 64) {
      throw new IllegalArgumentException("trials must be 1 to 64, got " + trials);
    }
  }

  /** Search and training within {@code time} from {@code start}, as far as that can be foreseen. */
  public static Budget of(Duration time, Instant start) {
    return new Budget(Optional.of(start.plus(time)), TRIALS);
  }

  /** So many rates a strategy, however long it takes. */
  public static Budget ofTrials(int trials) {
    return new Budget(Optional.empty(), trials);
  }

  /** Seconds left; infinite where there is no limit. */
  public double seconds() {
    return until
        .map(end -> Duration.between(Instant.now(), end).toMillis() / 1e3)
        .orElse(Double.POSITIVE_INFINITY);
  }
}
