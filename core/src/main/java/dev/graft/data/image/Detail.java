package dev.graft.data.image;

/** How much of a picture is needed, so that no more of it is decoded. */
@FunctionalInterface
public interface Detail {

  /** Every pixel. */
  Detail FULL = (width, height) -> 1;

  /**
   * By what a picture of {@code width} x {@code height} pixels, upright, may be divided along each
   * side: 1, 2, 4 or 8. A decoder may divide by less.
   */
  int reduction(int width, int height);

  /** The largest divisor that leaves at least {@code needed} of {@code side} pixels. */
  static int largest(long side, int needed) {
    int divisor = 8;
    while (divisor > 1 && side < (long) divisor * needed) {
      divisor /= 2;
    }
    return divisor;
  }
}
