/**
 * Learning curves: accuracy by the number of training images, fitted and extrapolated.
 *
 * <p>{@link LearningCurve} trains, {@link CurveReading} reads. May import {@code compare.record}
 * and {@code compare.advice}.
 */
package dev.graft.compare.curve;
