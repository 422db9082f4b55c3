package dev.graft.app.report.text;

import dev.graft.compare.advice.Baseline;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.summary.Summary;
import dev.graft.train.evaluation.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Figures beside accuracy: where classes are unequal in size, since accuracy then hides what
 * becomes of the small ones, or where strategies are ranked by another metric.
 *
 * @param heads of the columns
 * @param rows a strategy each, then what can be had without looking at an image
 */
public record ClassTable(List<String> heads, List<List<String>> rows) {

  private static final String AUC = "AUC";

  public ClassTable {
    heads = List.copyOf(heads);
    rows = List.copyOf(rows);
  }

  /** That of a comparison; empty where it would add nothing, or nothing was tested. */
  public static Optional<ClassTable> of(ComparisonRecord record) {
    List<Summary> tested =
        Summary.of(record.runs()).stream().filter(row -> !row.tests().isEmpty()).toList();
    if (tested.isEmpty()) {
      return Optional.empty();
    }
    boolean unequal = Summary.hasUnequalClasses(record);
    if (!unequal && record.settings().metric() == Metric.ACCURACY) {
      return Optional.empty();
    }
    boolean ranked =
        tested.stream().allMatch(row -> row.tests().stream().noneMatch(t -> t.ranking().isEmpty()));
    var heads =
        new ArrayList<>(
            List.of(
                record.backbones().isEmpty() ? "mode" : "backbone",
                "accuracy",
                "balanced",
                "macro F1"));
    if (ranked) {
      heads.add(AUC);
    }
    var rows = new ArrayList<List<String>>();
    tested.forEach(row -> rows.add(cells(row, ranked)));
    Baseline.of(record).forEach(baseline -> rows.add(cells(baseline, ranked)));
    return Optional.of(new ClassTable(heads, rows));
  }

  private static List<String> cells(Summary row, boolean ranked) {
    var cells = new ArrayList<String>();
    cells.add(row.label());
    for (Metric metric : Metric.values()) {
      if (metric != Metric.AUC || ranked) {
        cells.add(share(row.test(metric).orElseThrow()));
      }
    }
    return cells;
  }

  private static List<String> cells(Baseline baseline, boolean ranked) {
    var cells =
        new ArrayList<>(
            List.of(
                baseline.name(),
                share(baseline.accuracy()),
                share(baseline.balanced()),
                share(baseline.f1())));
    if (ranked) {
      cells.add(share(0.5));
    }
    return cells;
  }

  /** For a terminal, an empty line first. */
  public List<String> lines() {
    var table = new TextTable(heads);
    rows.forEach(table::add);
    var lines = new ArrayList<String>();
    lines.add("");
    lines.addAll(table.lines());
    lines.addAll(Wrap.lines(legend()));
    return lines;
  }

  /** What the columns are. */
  public String legend() {
    return "balanced: mean of the classes' recalls; macro F1: mean of their F1"
        + (heads.contains(AUC)
            ? "; AUC: mean area under their ROC curves, each against the rest."
            : ".");
  }

  private static String share(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
