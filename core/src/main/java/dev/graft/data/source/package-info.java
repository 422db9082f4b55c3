/**
 * Labelled images as the rest of Graft sees them, and how they are opened and split.
 *
 * <p>{@link ImageSource} is the way in, and may be a program's own. May import {@code data.image}
 * and {@code files}.
 */
package dev.graft.data.source;
