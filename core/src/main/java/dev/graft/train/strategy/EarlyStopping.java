package dev.graft.train.strategy;

import dev.graft.train.evaluation.Metric;

/**
 * What a run does about what the watched images show after each epoch. It acts only where these may
 * decide something: never on test images.
 *
 * @param keepsBest whether the epoch is kept that has the smallest log loss there, after
 *     temperature scaling, instead of the last; and whether rates are lowered when the first epoch
 *     of steps is worse than the fitted head it began with
 * @param patience how many epochs without a better one end a phase; 0: none does
 * @param metric what is to be good in the end: where it counts classes alike, so does the log loss
 *     that epochs are judged by
 */
public record EarlyStopping(boolean keepsBest, int patience, Metric metric) {

  /** Rates are lowered to this share of what they were. */
  public static final double LOWERED = 0.3;

  /** So often at most. */
  public static final int MOST_LOWERED = 3;

  public EarlyStopping {
    if (patience < 0) {
      throw new IllegalArgumentException("patience must be 0 epochs or more, got " + patience);
    }
    if (patience > 0 && !keepsBest) {
      throw new IllegalArgumentException("who stops early keeps the best epoch");
    }
  }

  /** A run is what it is after its last epoch. */
  public static EarlyStopping none() {
    return new EarlyStopping(false, 0, Metric.ACCURACY);
  }

  /** The best epoch is kept, and {@code patience} epochs without a better one are the last. */
  public static EarlyStopping stoppingAfter(int patience) {
    return new EarlyStopping(true, patience, Metric.ACCURACY);
  }

  /** The same for another metric. */
  public EarlyStopping withMetric(Metric other) {
    return new EarlyStopping(keepsBest, patience, other);
  }

  /** For the same metric, a run that is what it is after its last epoch. */
  public EarlyStopping withoutChoice() {
    return none().withMetric(metric);
  }
}
