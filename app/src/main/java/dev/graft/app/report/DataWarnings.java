package dev.graft.app.report;

import dev.graft.data.DataReport;
import dev.graft.data.Preprocessing;
import dev.graft.data.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a scan found that makes figures less than they seem; one sentence each. */
public final class DataWarnings {

  /** From here on a classifier that ignores the small class looks good. */
  private static final double IMBALANCED = 3;

  private DataWarnings() {}

  /** Warnings in plain words without a full stop; empty when all is well. */
  public static List<String> of(DataReport report) {
    var warnings = new ArrayList<String>();
    List<DataReport.Duplicate> across =
        report.duplicates().stream().filter(DataReport.Duplicate::acrossSplits).toList();
    if (!across.isEmpty()) {
      List<DataReport.Copy> copies = across.get(0).copies();
      warnings.add(
          format(
              "%d %s in more than one split (%s = %s): figures on these flatter",
              across.size(),
              plural(across.size()),
              copies.get(0).name(),
              copies.get(copies.size() - 1).name()));
    }
    long conflicts =
        report.duplicates().stream().filter(DataReport.Duplicate::conflictingLabels).count();
    if (conflicts > 0) {
      warnings.add(format("%d %s of two classes at once", conflicts, plural(conflicts)));
    }
    report.splits().stream()
        .filter(split -> split.split() == Split.TRAIN && split.imbalance() >= IMBALANCED)
        .forEach(
            split ->
                warnings.add(
                    format(
                        "the largest class has %.1f times the training images of the smallest:"
                            + " read F1, not accuracy alone",
                        split.imbalance())));
    return warnings;
  }

  /** The same, and whether {@code seen} cuts away what little small images have. */
  public static List<String> of(DataReport report, Preprocessing seen) {
    List<String> warnings = of(report);
    for (DataReport.SplitReport split : report.splits()) {
      int shorter = split.sizes().map(s -> Math.min(s.medianWidth(), s.medianHeight())).orElse(0);
      if (split.split() == Split.TRAIN
          && seen.fit() == Preprocessing.Fit.CENTRE_CROP
          && shorter > 0
          && shorter < seen.inputSize()) {
        warnings.add(
            format(
                "most images are smaller (%d pixels) than what the backbone sees (%d), and the"
                    + " centre crop cuts off their borders: --fit squash keeps them",
                shorter, seen.inputSize()));
      }
    }
    return warnings;
  }

  private static String plural(long count) {
    return count == 1 ? "image is" : "images are";
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
