/**
 * Image files: what their headers say, and their pixels as Pillow decodes them.
 *
 * <p>{@link ImageDecoder} is the way in. May import {@code data.image}, {@code data.store} and
 * OpenCV.
 */
package dev.graft.data.format;
