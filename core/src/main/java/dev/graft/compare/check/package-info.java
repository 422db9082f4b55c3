/**
 * The check of a data set by the features of a backbone: near duplicates, doubtful labels, odd
 * input.
 *
 * <p>{@link DataCheck} is the way in. May import {@code train}, {@code backbone}, {@code data} and
 * {@code torch}.
 */
package dev.graft.compare.check;
