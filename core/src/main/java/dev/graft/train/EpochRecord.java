package dev.graft.train;

import java.util.OptionalDouble;

/**
 * One epoch as it went.
 *
 * @param epoch counted from 1 over all phases
 * @param trainLoss mean loss over the training images, each before its step
 * @param validationAccuracy on the watched split after the epoch; empty when none is watched
 * @param validationLoss mean log loss there; empty when none is watched
 * @param temperature that logits there would be divided by for the smallest log loss: above 1 the
 *     network is too sure of itself; empty when none is watched
 * @param calibratedLoss mean log loss there with logits divided by the temperature; empty when none
 *     is watched
 * @param penalty L2 penalty of a head that was fitted to the end, for features of mean square 1;
 *     empty where it learnt by steps
 * @param seconds of the pass over the training images, loading included
 * @param validationSeconds of the pass over the watched split
 * @param imagesPerSecond training images over {@code seconds}
 */
public record EpochRecord(
    int epoch,
    double trainLoss,
    OptionalDouble validationAccuracy,
    OptionalDouble validationLoss,
    OptionalDouble temperature,
    OptionalDouble calibratedLoss,
    OptionalDouble penalty,
    double seconds,
    double validationSeconds,
    double imagesPerSecond) {}
