package dev.graft.compare;

import dev.graft.train.Metric;
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

  private FeatureFit() {}

  /** A sentence on the best with a frozen backbone beside the best that fine-tunes; or empty. */
  static String of(List<Summary> rows, Metric metric) {
    Optional<Summary> frozen = best(rows, metric, Summary::isFrozen);
    Optional<Summary> tuned = best(rows, metric, row -> !row.isFrozen() && !row.isRandom());
    if (frozen.isEmpty() || tuned.isEmpty()) {
      return "";
    }
    Difference difference = Difference.of(tuned.get(), frozen.get(), metric);
    boolean gains = difference.accuracy() >= 0;
    String verdict =
        difference.isClear(Contrast.SIGNIFICANCE)
            ? "Frozen features alone lose %.1f points here (%.1f to %.1f)."
            : difference.high() < LITTLE
                ? "The frozen features hold what these images need: fine-tuning "
                    + (gains
                        ? "gains %.1f points (%.1f to %.1f)."
                        : "loses %.1f points (%.1f to %.1f).")
                : "These images do not settle whether the frozen features suffice: fine-tuning "
                    + (gains ? "gains" : "loses")
                    + " %.1f points (%.1f to %.1f).";
    return String.format(
        Locale.ROOT,
        verdict,
        100 * Math.abs(difference.accuracy()),
        100 * (gains ? difference.low() : -difference.high()),
        100 * (gains ? difference.high() : -difference.low()));
  }

  private static Optional<Summary> best(
      List<Summary> rows, Metric metric, Predicate<Summary> which) {
    return rows.stream()
        .filter(which)
        .max(Comparator.comparingDouble(row -> row.test(metric).orElseThrow()));
  }
}
