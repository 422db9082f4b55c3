/**
 * Resources of a run, and the folder in which outputs of frozen stages are kept for the next.
 *
 * <p>May import {@code backbone}, {@code data}, {@code torch} and {@code files}.
 */
package dev.graft.train.cache;
