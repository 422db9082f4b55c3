package dev.graft.backbone;

import java.util.Objects;

/**
 * The square images that an architecture takes.
 *
 * @param smallest side in pixels
 * @param multiple that a side must be of; 1 where any will do
 * @param change what a side does that the weights were not made for
 */
public record InputSizes(int smallest, int multiple, Change change) {

  /** What another size than the weights' does. */
  public enum Change {
    /** The same weights compute it. */
    COMPUTES,
    /** Stored positions are resampled to it. */
    RESAMPLES_POSITIONS,
    /** It is refused. */
    REFUSED
  }

  /** Refuses what no image can be. */
  public InputSizes {
    Objects.requireNonNull(change, "change");
    if (smallest < 1 || multiple < 1) {
      throw new IllegalArgumentException(
          "sides are positive, got %d and multiples of %d".formatted(smallest, multiple));
    }
  }

  /** Any size, as convolutions take it. */
  public static InputSizes any() {
    return new InputSizes(1, 1, Change.COMPUTES);
  }

  /** One side and no other, as a graph is exported for. */
  static InputSizes only(int side) {
    return new InputSizes(side, 1, Change.REFUSED);
  }

  /**
   * Refuses a side that these are not.
   *
   * @throws IllegalArgumentException naming the nearest that are
   */
  void check(String architecture, int side) {
    if (change == Change.REFUSED && side != smallest) {
      throw new IllegalArgumentException(
          "%s takes images of %d pixels a side and no others, got %d"
              .formatted(architecture, smallest, side));
    }
    if (side >= smallest && side % multiple == 0) {
      return;
    }
    int least = (smallest + multiple - 1) / multiple * multiple;
    String nearest =
        side < least
            ? "the smallest is " + least
            : "the nearest are %d and %d"
                .formatted(side / multiple * multiple, side / multiple * multiple + multiple);
    throw new IllegalArgumentException(
        "%s takes images of %d pixels a side or more%s, got %d; %s"
            .formatted(
                architecture,
                least,
                multiple == 1 ? "" : " that are multiples of " + multiple,
                side,
                nearest));
  }
}
