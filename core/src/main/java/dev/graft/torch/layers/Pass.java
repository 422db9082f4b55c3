package dev.graft.torch.layers;

/** How a network is run; the one place where training and evaluation differ. */
public enum Pass {
  /** Stored BatchNorm statistics, no dropout. */
  EVALUATION(Statistics.STORED, false),
  /** Batch statistics that move the stored ones, dropout. */
  TRAINING(Statistics.BATCH_MOVING, true),
  /** Stored BatchNorm statistics while weights learn, dropout. */
  TRAINING_WITH_FIXED_STATISTICS(Statistics.STORED, true),
  /** Batch statistics that move the stored ones, no dropout: a "frozen" part left in train mode. */
  MOVING_STATISTICS(Statistics.BATCH_MOVING, false),
  /** The same numbers as a {@link #MOVING_STATISTICS} pass just before, but nothing moves. */
  RECOMPUTATION(Statistics.BATCH, false);

  /** What BatchNorm normalises by, and whether the stored statistics follow. */
  enum Statistics {
    STORED,
    BATCH,
    BATCH_MOVING
  }

  private final Statistics statistics;
  private final boolean dropout;

  Pass(Statistics statistics, boolean dropout) {
    this.statistics = statistics;
    this.dropout = dropout;
  }

  Statistics statistics() {
    return statistics;
  }

  boolean dropout() {
    return dropout;
  }
}
