package dev.graft.data;

import dev.graft.data.labelled.EncodedSource;
import java.util.Optional;

/** Chooses the images of a source to hold out, in whole groups where it has groups. */
final class HoldOut {

  /** A class gives a test image before a validation image, and trains with one at least. */
  static final int KEPT_BY_TEST = 1;

  /** A class has a validation image only where two are left to train on. */
  static final int KEPT_BY_VALIDATION = 2;

  private HoldOut() {}

  /** The positions, ascending; none where each class needs all of its images. */
  static int[] positions(EncodedSource source, double fraction, int kept, long seed) {
    int classes = source.classNames().size();
    Optional<Groups> groups = Groups.of(source);
    if (groups.isEmpty()) {
      return Splits.holdOut(source.labels(), classes, fraction, kept, seed);
    }
    int[] wanted = Splits.held(groups.get().sizes(), fraction, kept, seed);
    return GroupHoldOut.choose(groups.get(), wanted, kept, seed);
  }
}
