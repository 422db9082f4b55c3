package dev.graft.torch.layers;

import dev.graft.torch.tensors.Generator;

/** How a network is run; the one place where training and evaluation differ. */
public final class Pass {

  /** Stored BatchNorm statistics, no dropout. */
  public static final Pass EVALUATION = new Pass("EVALUATION", Statistics.STORED, false);

  /** Batch statistics that move the stored ones, dropout. */
  public static final Pass TRAINING = new Pass("TRAINING", Statistics.BATCH_MOVING, true);

  /** Stored BatchNorm statistics while weights learn, dropout. */
  public static final Pass TRAINING_WITH_FIXED_STATISTICS =
      new Pass("TRAINING_WITH_FIXED_STATISTICS", Statistics.STORED, true);

  /** Batch statistics that move the stored ones, no dropout: a "frozen" part left in train mode. */
  public static final Pass MOVING_STATISTICS =
      new Pass("MOVING_STATISTICS", Statistics.BATCH_MOVING, false);

  /** The same numbers as a {@link #MOVING_STATISTICS} pass just before, but nothing moves. */
  public static final Pass RECOMPUTATION = new Pass("RECOMPUTATION", Statistics.BATCH, false);

  /** What BatchNorm normalises by, and whether the stored statistics follow. */
  enum Statistics {
    STORED,
    BATCH,
    BATCH_MOVING
  }

  private final String name;
  private final Statistics statistics;
  private final boolean dropout;
  private final Generator generator; // null until said

  private Pass(String name, Statistics statistics, boolean dropout) {
    this(name, statistics, dropout, null);
  }

  private Pass(String name, Statistics statistics, boolean dropout, Generator generator) {
    this.name = name;
    this.statistics = statistics;
    this.dropout = dropout;
    this.generator = generator;
  }

  /** The same, whose random numbers come from {@code source}, one layer's after the other's. */
  public Pass drawing(Generator source) {
    return new Pass(name, statistics, dropout, source);
  }

  /** How layers that draw no random numbers give the numbers of this pass once more. */
  public Pass again() {
    return statistics == Statistics.BATCH_MOVING ? RECOMPUTATION : this;
  }

  Statistics statistics() {
    return statistics;
  }

  boolean dropout() {
    return dropout;
  }

  /**
   * Where random numbers come from.
   *
   * @throws IllegalStateException if that was not said
   */
  Generator generator() {
    if (generator == null) {
      throw new IllegalStateException(
          "a layer draws random numbers: say from what, Pass.drawing(generator)");
    }
    return generator;
  }

  @Override
  public String toString() {
    return name;
  }
}
