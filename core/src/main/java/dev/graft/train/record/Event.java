package dev.graft.train.record;

import java.util.List;
import java.util.OptionalDouble;

/** What a run tells while it goes; whoever listens may show it, nothing waits for an answer. */
public sealed interface Event {

  /** A run begins: how much of each stage will learn. */
  record RunStarted(
      String label,
      long seed,
      List<StageParameters> stages,
      long trainableParameters,
      long totalParameters,
      int epochs)
      implements Event {}

  /**
   * What follows is on the images of that fold.
   *
   * @param number of the fold, counted from 1
   */
  record FoldStarted(int number, int folds) implements Event {}

  /**
   * After cross-validation a classifier of that label is trained without test images: on all but
   * those that validate.
   */
  record AllImages(String label, int training, int validating) implements Event {}

  /**
   * A phase of the run's strategy begins, or goes on in a later process, or begins again.
   *
   * @param number of the phase, counted from 1
   * @param phases of the strategy
   * @param epoch that comes next, counted from 1 over all phases
   */
  record PhaseStarted(int number, int phases, int epoch) implements Event {}

  /**
   * A batch is done; {@code images} of {@code totalImages} of the epoch's work.
   *
   * @param loss the mean over the batch, where it was a training step
   */
  record Progress(Work work, int epoch, int images, int totalImages, OptionalDouble loss)
      implements Event {}

  /** What a batch was for. */
  enum Work {
    /** A training step. */
    TRAINING,
    /**
     * A step of a short run that shows what a learning rate is worth; its number is the epoch's.
     */
    TRIAL,
    /** Looking at the watched split. */
    VALIDATION,
    /** The final evaluation. */
    TEST,
    /** Where images lie for the frozen backbone. */
    MAP
  }

  /**
   * A short run of the search for rates begins.
   *
   * @param number counted from 1
   * @param what is tried, in a few words
   */
  record TrialStarted(int number, String label, String what) implements Event {}

  /**
   * A short run is done.
   *
   * @param loss log loss on the validation images, infinite where the training diverged
   */
  record TrialDone(
      String label, double headRate, double backboneRate, int images, double loss, double accuracy)
      implements Event {}

  /** An epoch is done. */
  record EpochDone(String label, EpochRecord epoch) implements Event {}

  /** Something that hinders nothing and that a person should know, in a sentence. */
  record Notice(String text) implements Event {}

  /** A run is done. */
  record RunDone(RunRecord run) implements Event {}
}
