/**
 * An image, and how it becomes a square of floats: resizing, cropping, normalisation.
 *
 * <p>{@link Preprocessing} is the way in. May import the JDK; nothing of Graft.
 */
package dev.graft.data.image;
