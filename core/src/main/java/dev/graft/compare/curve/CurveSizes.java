package dev.graft.compare.curve;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** How many training images the points of a learning curve have. */
public final class CurveSizes {

  /** Images of a class that a curve begins with, where there are so many. */
  public static final int FIRST_PER_CLASS = 10;

  private CurveSizes() {}

  /**
   * Sizes in equal ratios from about {@link #FIRST_PER_CLASS} a class up to all, ascending; the one
   * next to half of all images is half of them, so that what the half foretells can be looked up.
   * Fewer than {@code count} where images are too few for so many.
   *
   * @param all training images there are
   * @param count 1 or more
   */
  public static List<Integer> geometric(int all, int classes, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("a curve has 1 size or more, got " + count);
    }
    int first = Math.min(all, Math.max(classes, Math.min(FIRST_PER_CLASS * classes, all / 4)));
    var sizes = new TreeSet<Integer>();
    for (int i = 0; i < count; i++) {
      double share = count == 1 ? 1 : (double) i / (count - 1);
      sizes.add((int) Math.round(first * Math.pow((double) all / first, share)));
    }
    var sorted = new ArrayList<>(sizes);
    int half = all / 2;
    for (int i = 1; i + 1 < sorted.size(); i++) {
      double below = Math.sqrt((double) sorted.get(i - 1) * sorted.get(i));
      double above = Math.sqrt((double) sorted.get(i) * sorted.get(i + 1));
      if (below < half && half <= above) {
        sorted.set(i, half);
      }
    }
    return List.copyOf(sorted);
  }

  /**
   * {@code sizes} as they are, if they can be.
   *
   * @throws IllegalArgumentException if they do not ascend from the number of classes at least to
   *     that of the training images at most
   */
  public static List<Integer> checked(List<Integer> sizes, int all, int classes) {
    int before = 0;
    for (int size : sizes) {
      if (size <= before) {
        throw new IllegalArgumentException("sizes must ascend, got %s".formatted(sizes));
      }
      before = size;
    }
    if (sizes.isEmpty() || sizes.get(0) < classes || before > all) {
      throw new IllegalArgumentException(
          "sizes must be %d (an image for each class) to %d (all training images), got %s"
              .formatted(classes, all, sizes));
    }
    return List.copyOf(sizes);
  }
}
