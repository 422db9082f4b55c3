package dev.graft.app.report.text;

import dev.graft.data.DataReport;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.source.Split;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What a scan found that makes figures less than they seem; one sentence each. */
public final class DataWarnings {

  /** From here on a classifier that ignores the small class looks good. */
  private static final double IMBALANCED = 3;

  /** With fewer training images a class is a matter of luck. */
  private static final int FEW = 20;

  private DataWarnings() {}

  /** Warnings in plain words without a full stop; empty when all is well. */
  public static List<String> of(DataReport report) {
    var warnings = new ArrayList<String>();
    List<DataReport.Duplicate> across =
        report.duplicates().stream().filter(DataReport.Duplicate::acrossSplits).toList();
    if (!across.isEmpty()) {
      boolean trained = !report.trainingCopies().isEmpty();
      warnings.add(
          format(
              "%,d %s in more than one split (%s): accuracy on these is too high%s",
              across.size(),
              plural(across.size()),
              pair(across.get(0), DataReport.Copy::split),
              trained
                  ? ", because the network was trained on them; --cross-duplicates move leaves"
                      + " the copies out of training"
                  : ", because what is chosen on one split is evaluated on the other; remove one"
                      + " of each"));
    }
    List<DataReport.Duplicate> conflicts =
        report.duplicates().stream().filter(DataReport.Duplicate::conflictingLabels).toList();
    if (!conflicts.isEmpty()) {
      warnings.add(
          format(
              "%,d %s of two classes at once (%s): no classifier can classify both correctly,"
                  + " and in training they contradict each other; keep each in one class",
              conflicts.size(),
              plural(conflicts.size()),
              pair(conflicts.get(0), DataReport.Copy::label)));
    }
    return warnings;
  }

  /** What concerns the training images alone: classes that are small, beside others or at all. */
  public static List<String> ofTraining(DataReport report) {
    var warnings = new ArrayList<String>();
    for (DataReport.SplitReport split : report.splits()) {
      if (split.split() == Split.TRAIN) {
        String what = report.splits().size() == 1 ? "images" : "training images";
        few(warnings, what, report.classNames(), split.perClass());
        if (split.imbalance() >= IMBALANCED) {
          warnings.add(
              format(
                  "the largest class has %.1f times the training images of the smallest: a"
                      + " classifier that never predicts the small one can still have a high"
                      + " accuracy; read balanced accuracy or F1 as well (--metric balanced picks by"
                      + " it), or add images of the small one",
                  split.imbalance()));
        }
      }
    }
    return warnings;
  }

  private static void few(
      List<String> warnings, String what, List<String> names, List<Integer> perClass) {
    List<Integer> small =
        IntStream.range(0, names.size()).filter(k -> perClass.get(k) < FEW).boxed().toList();
    if (small.isEmpty()) {
      return;
    }
    int fewest = small.stream().min(Comparator.comparing(perClass::get)).orElseThrow();
    warnings.add(
        format(
            "%s fewer than %d %s, %s%s %,d: the result for such a class depends"
                + " much on which images these are; add images, or compare its figures over"
                + " several --seeds",
            small.size() == 1
                ? "1 class has"
                : small.size() == names.size()
                    ? "all classes have"
                    : format("%,d classes have", small.size()),
            FEW,
            what,
            small.size() == 1 ? "" : "the fewest ",
            names.get(fewest),
            perClass.get(fewest)));
  }

  /** Two of the copies that differ in {@code which}: the first, and the first unlike it. */
  private static String pair(
      DataReport.Duplicate duplicate, Function<DataReport.Copy, Object> which) {
    DataReport.Copy first = duplicate.copies().get(0);
    DataReport.Copy unlike =
        duplicate.copies().stream()
            .filter(copy -> !which.apply(copy).equals(which.apply(first)))
            .findFirst()
            .orElseThrow();
    return first.name() + " = " + unlike.name();
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
