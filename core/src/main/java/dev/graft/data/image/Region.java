package dev.graft.data.image;

/**
 * The part of a picture that a network sees, as shares of the picture's sides from its upper left
 * corner; it reaches beyond the picture where that is padded.
 *
 * @param left 0 to 1, below 0 where there is padding
 * @param top the same
 * @param width 1 is the picture's own
 * @param height 1 is the picture's own
 */
public record Region(double left, double top, double width, double height) {

  /** All of it. */
  static final Region WHOLE = new Region(0, 0, 1, 1);
}
