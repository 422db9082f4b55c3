package dev.graft.data;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One of the ways an image is shown to the network; with the image's index it names the pixels.
 *
 * @param flipped left and right exchanged
 * @param crop seed of a random crop; empty for the whole image
 */
public record View(boolean flipped, OptionalLong crop) {

  /** The image as evaluation sees it. */
  public static final View PLAIN = new View(false, OptionalLong.empty());

  /** The image as evaluation sees it, mirrored. */
  public static final View FLIPPED = new View(true, OptionalLong.empty());

  /** A number for a view that comes again, to remember results under; empty for random crops. */
  public OptionalInt id() {
    return crop.isPresent() ? OptionalInt.empty() : OptionalInt.of(flipped ? 1 : 0);
  }
}
