package dev.graft.torch;

/** How a network is run; the one place where training and evaluation differ. */
public enum Pass {
  /** Stored BatchNorm statistics, no dropout. */
  EVALUATION(false, false),
  /** Batch statistics that move the stored ones, dropout. */
  TRAINING(true, true),
  /** Stored BatchNorm statistics while weights learn, dropout. */
  TRAINING_WITH_FIXED_STATISTICS(false, true),
  /** Batch statistics that move the stored ones, no dropout: a "frozen" part left in train mode. */
  MOVING_STATISTICS(true, false);

  private final boolean batchStatistics;
  private final boolean dropout;

  Pass(boolean batchStatistics, boolean dropout) {
    this.batchStatistics = batchStatistics;
    this.dropout = dropout;
  }

  boolean batchStatistics() {
    return batchStatistics;
  }

  boolean dropout() {
    return dropout;
  }
}
