package dev.graft.data.format;

import dev.graft.data.image.Detail;

/**
 * What one file format says around its pixels, read without decoding any; reading throws {@link
 * Damaged}.
 */
public interface Container {

  ImageHeader header();

  /** EXIF orientation, 1 to 8; 1 when there is none or it makes no sense. */
  default int orientation() {
    return 1;
  }

  /** The divisor that the codec is to decode at; 1 for codecs that cannot. */
  default int reduction(Detail detail) {
    return 1;
  }

  /** How many pixels a codec that divides by {@code reduction} holds at once. */
  default long pixelsHeld(int reduction) {
    return header().pixels();
  }

  /** Throws {@link Damaged} if the file ends too early: codecs would fill up with grey. */
  void checkWhole();

  /** The bytes for the codec: those of the file, or a copy without what the codec gets wrong. */
  byte[] forCodec();

  /** Mends decoded pixels in place, RGB in rows as stored, where the codec differs from Pillow. */
  default void mend(byte[] rgb) {}
}
