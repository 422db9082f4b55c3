package dev.graft.data.loading;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One of the ways an image is shown to the network; with the image's index it names the pixels.
 *
 * @param flipped left and right exchanged
 * @param crop seed of a random crop or of random changes; empty for the image as it is
 */
public record View(boolean flipped, OptionalLong crop) {

  /** The image as evaluation sees it. */
  public static final View PLAIN = new View(false, OptionalLong.empty());

  /** The image as evaluation sees it, mirrored. */
  public static final View FLIPPED = new View(true, OptionalLong.empty());

  /** What evaluation sees of an image: it alone, or it and its mirror image. */
  public static List<View> ofEvaluation(boolean flips) {
    return flips ? List.of(PLAIN, FLIPPED) : List.of(PLAIN);
  }

  /** A number for a view that comes again, to remember results under; empty for random crops. */
  public OptionalInt id() {
    int side = flipped ? 1 : 0;
    if (crop.isEmpty()) {
      return OptionalInt.of(side);
    }
    long seed = crop.getAsLong();
    boolean fixed = 0 <= seed && seed < FixedCrops.MOST;
    return fixed ? OptionalInt.of(2 + 2 * (int) seed + side) : OptionalInt.empty();
  }
}
