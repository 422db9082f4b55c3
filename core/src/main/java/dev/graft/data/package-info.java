/**
 * Labelled images: sources, decoding, preprocessing, augmentation, splits, batches.
 *
 * <p>Owns every pixel until it is a batch of floats. May import the JDK, the image codecs (OpenCV),
 * archive and CSV readers, {@code draw} and {@code files}; never libtorch and no other package of
 * Graft.
 */
package dev.graft.data;
