/**
 * Batches of images for a network, decoded ahead.
 *
 * <p>{@link BatchLoader} is the way in. May import {@code data.image}, {@code data.source}, {@code
 * data.loading} and {@code files}.
 */
package dev.graft.data.batch;
