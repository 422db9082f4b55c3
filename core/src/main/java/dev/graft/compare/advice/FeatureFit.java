package dev.graft.compare.advice;

import dev.graft.compare.advice.Contrast.Verdict;
import dev.graft.compare.record.Criteria;
import dev.graft.compare.summary.Summary;
import dev.graft.train.evaluation.Metric;
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

  private FeatureFit() {}

  /**
   * A sentence on the best with a frozen backbone beside the best that fine-tunes; or empty.
   *
   * @param said of other pairs
   */
  static String of(List<Summary> rows, List<Contrast> said, Metric metric, Criteria criteria) {
    Optional<Summary> frozen = best(rows, metric, Summary::isFrozen);
    Optional<Summary> tuned = best(rows, metric, row -> !row.isFrozen() && !row.isRandom());
    if (frozen.isEmpty() || tuned.isEmpty()) {
      return "";
    }
    Contrast contrast = PairReading.contrast(said, metric, criteria, tuned.get(), frozen.get());
    Difference difference = contrast.difference();
    boolean gains = difference.first().equals(tuned.get().label());
    String verdict =
        contrast.verdict() == Verdict.DIFFERENT && gains
            ? "Frozen features alone lose %.1f points here (%s)."
            : (contrast.verdict() == Verdict.NOT_SETTLED
                    ? "These images do not settle whether the frozen features suffice"
                    : "The frozen features hold what these images need")
                + ": fine-tuning "
                + (difference.accuracy() == 0
                    ? "neither gains nor loses:"
                    : gains ? "gains" : "loses")
                + " %.1f points (%s).";
    return String.format(Locale.ROOT, verdict, 100 * difference.accuracy(), difference.range());
  }

  private static Optional<Summary> best(
      List<Summary> rows, Metric metric, Predicate<Summary> which) {
    return rows.stream()
        .filter(which)
        .max(Comparator.comparingDouble(row -> row.test(metric).orElseThrow()));
  }
}
