package dev.graft.compare;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How far the images lie from what the backbone was trained on, as its frozen features show it: by
 * what is lost with these features alone (Kornblith, Shlens and Le, 2019).
 */
final class FeatureFit {

  /** A gain that is certainly smaller is none to fine-tune for. */
  private static final double LITTLE = 0.02;

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
            ? "These images are not what the backbone was trained on: its frozen features lose %.1f"
                + " points (%.1f to %.1f)."
            : difference.high() < LITTLE
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

  private static Optional<Summary> best(List<Summary> rows, Predicate<Summary> which) {
    return rows.stream()
        .filter(which)
        .max(Comparator.comparingDouble(row -> row.testAccuracy().orElseThrow()));
  }
}
