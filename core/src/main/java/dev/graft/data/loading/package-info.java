/**
 * Images on their way into a network: views, augmentation, batches decoded ahead.
 *
 * <p>{@link BatchLoader} is the way in. May import {@code data.image}, {@code data.source} and
 * {@code files}.
 */
package dev.graft.data.loading;
