package dev.graft.train;

/** The loss is no longer a number. */
public final class TrainingDivergedException extends RuntimeException {

  TrainingDivergedException(long step) {
    super(
        "the loss was not finite at step %d: the learning rate is too high; try a tenth of it"
            .formatted(step));
  }
}
