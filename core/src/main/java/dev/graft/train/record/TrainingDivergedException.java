package dev.graft.train.record;

/** The loss is no longer a number. */
public final class TrainingDivergedException extends RuntimeException {

  /** {@code where} as in "at step 3". */
  public TrainingDivergedException(String where) {
    super(
        "the loss was not finite %s: the learning rate is too high; try a tenth of it"
            .formatted(where));
  }
}
