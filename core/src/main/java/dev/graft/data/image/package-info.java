/**
 * An image, and how it becomes a square of floats: resizing, cropping, normalisation.
 *
 * <p>{@link Preprocessing} is the way in. May import the JDK and, for pixels alone, OpenCV; nothing
 * of Graft.
 */
package dev.graft.data.image;
