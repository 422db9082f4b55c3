/**
 * How an image is varied before a network sees it: augmentation, views, how much is decoded.
 *
 * <p>{@link Augmentation} is the way in. May import {@code data.image} and {@code files}.
 */
package dev.graft.data.loading;
