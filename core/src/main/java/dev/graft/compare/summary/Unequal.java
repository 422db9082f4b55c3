package dev.graft.compare.summary;

import dev.graft.train.evaluation.Confusion;
import java.util.stream.IntStream;

/** When accuracy hides what becomes of small classes. */
final class Unequal {

  /** So many times the images of the smallest class. */
  private static final int TIMES = 3;

  private Unequal() {}

  /** Whether the largest class has three times the images of the smallest, or more. */
  static boolean of(Confusion confusion) {
    int[] sizes =
        IntStream.range(0, confusion.classes())
            .map(confusion::support)
            .filter(n -> n > 0)
            .sorted()
            .toArray();
    return sizes.length > 1 && sizes[sizes.length - 1] >= TIMES * sizes[0];
  }
}
