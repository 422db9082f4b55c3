/**
 * Data sets: labelled images with their splits, folds and groups, and the scan that looks at each.
 *
 * <p>{@link Dataset} is the way in; the rooms below are {@code image}, {@code source}, {@code
 * store}, {@code format}, {@code labelled}, {@code cifar}, {@code loading} and {@code batch}. Owns
 * every pixel until it is a batch of floats. May import these, {@code draw} and {@code files};
 * never libtorch.
 */
package dev.graft.data;
