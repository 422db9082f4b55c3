package dev.graft.compare;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is lost on these images with the backbone's frozen features alone (Kornblith, Shlens and Le,
 * 2019, on what that hangs on).
 */
final class FeatureFit {

  /** A gain that is certainly smaller is none to fine-tune for. */
  private static final double LITTLE = 0.02;

  /** What is not seen in n images is in at most 3/n of all (Hanley and Lippman-Hand, 1983). */
  private static final double RULE_OF_THREE = 3;

  private FeatureFit() {}

  /** A sentence on the best with a frozen backbone beside the best that fine-tunes; or empty. */
  static String of(List<Summary> rows, double threshold) {
    Optional<Summary> frozen = best(rows, Summary::isFrozen);
    Optional<Summary> tuned = best(rows, row -> !row.isFrozen() && !row.isRandom());
    if (frozen.isEmpty() || tuned.isEmpty()) {
      return "";
    }
    Difference difference = Difference.of(tuned.get(), frozen.get());
    String verdict =
        difference.isClear(threshold)
            ? "The backbone's frozen features alone lose %.1f points here (%.1f to %.1f)."
            : most(difference) < LITTLE
                ? "The backbone's frozen features hold what these images need: fine-tuning gains"
                    + " %.1f points (%.1f to %.1f)."
                : "Whether the backbone's frozen features hold all that these images need cannot be"
                    + " told: fine-tuning gains %.1f points (%.1f to %.1f).";
    return String.format(
        Locale.ROOT,
        verdict,
        100 * difference.accuracy(),
        100 * difference.low(),
        100 * difference.high());
  }

  /** Also where the few images hold too few of either kind for the bootstrap to see them. */
  private static double most(Difference difference) {
    return Math.max(difference.high(), RULE_OF_THREE / difference.images());
  }

  private static Optional<Summary> best(List<Summary> rows, Predicate<Summary> which) {
    return rows.stream()
        .filter(which)
        .max(Comparator.comparingDouble(row -> row.testAccuracy().orElseThrow()));
  }
}
