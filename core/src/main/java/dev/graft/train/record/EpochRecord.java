package dev.graft.train.record;

import dev.graft.train.evaluation.Temperature;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One epoch as it went.
 *
 * @param epoch counted from 1 over all phases
 * @param trainLoss mean loss over the training images, each before its step
 * @param validationAccuracy on the watched split after the epoch; empty when none is watched
 * @param validationLoss mean log loss there; empty when none is watched
 * @param temperature that the images there ask for; empty when none is watched
 * @param calibratedLoss mean log loss there with logits divided by the temperature, where the
 *     metric counts classes alike the mean of the classes' means; empty when none is watched
 * @param penalty L2 penalty of a head that was fitted to the end, for features of mean square 1;
 *     empty where it learnt by steps
 * @param seconds of the pass over the training images, loading included
 * @param validationSeconds of the pass over the watched split
 * @param imagesPerSecond training images over {@code seconds}
 * @param stepTimes how long its steps took; empty where they did different work, as while features
 *     are computed, where a head alone learnt, or where it was fitted
 */
public record EpochRecord(
    int epoch,
    double trainLoss,
    OptionalDouble validationAccuracy,
    OptionalDouble validationLoss,
    Optional<Temperature> temperature,
    OptionalDouble calibratedLoss,
    OptionalDouble penalty,
    double seconds,
    double validationSeconds,
    double imagesPerSecond,
    Optional<StepTimes> stepTimes) {

  /** One whose steps were not measured. */
  public EpochRecord(
      int epoch,
      double trainLoss,
      OptionalDouble validationAccuracy,
      OptionalDouble validationLoss,
      Optional<Temperature> temperature,
      OptionalDouble calibratedLoss,
      OptionalDouble penalty,
      double seconds,
      double validationSeconds,
      double imagesPerSecond) {
    this(
        epoch,
        trainLoss,
        validationAccuracy,
        validationLoss,
        temperature,
        calibratedLoss,
        penalty,
        seconds,
        validationSeconds,
        imagesPerSecond,
        Optional.empty());
  }
}
