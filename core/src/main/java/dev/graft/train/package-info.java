/**
 * The trainer, checkpoints, and the classifier that training yields: saved, loaded, predicting.
 *
 * <p>{@link Classifier} and {@link Trainer} are the ways in; the rooms below are {@code
 * evaluation}, {@code cache}, {@code strategy}, {@code record}, {@code features} and {@code loop}.
 * May import these, {@code backbone}, {@code data}, {@code torch} and {@code files}; prints nothing
 * and writes no file but a classifier the caller asked to save and, in the folder the caller named,
 * what frozen stages computed.
 */
package dev.graft.train;
