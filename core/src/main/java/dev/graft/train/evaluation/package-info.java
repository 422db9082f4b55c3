/**
 * How well predictions do: scores, confusion, metrics, calibration.
 *
 * <p>{@link Evaluation} is the way in. May import {@code torch} for its numbers; knows no images
 * and no training.
 */
package dev.graft.train.evaluation;
