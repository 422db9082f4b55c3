package dev.graft.train.record;

import java.util.List;

/** How many parameters a stage or the head has, and how many of them learn. */
public record StageParameters(String stage, long total, long trainable) {

  /** Parameters of all {@code stages}. */
  public static long total(List<StageParameters> stages) {
    return stages.stream().mapToLong(StageParameters::total).sum();
  }

  /** Those of them that learn. */
  public static long trainable(List<StageParameters> stages) {
    return stages.stream().mapToLong(StageParameters::trainable).sum();
  }
}
