package dev.graft.app.report.text;

import dev.graft.compare.curve.CurveLevel;
import dev.graft.compare.curve.CurvePoint;
import dev.graft.compare.curve.CurveReading;
import dev.graft.compare.curve.CurveRecord;
import dev.graft.compare.summary.Interval;
import dev.graft.train.evaluation.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The table of a learning curve: a row for each strategy and size, and what its figures are. */
public final class CurveTable {

  private CurveTable() {}

  /** The table for a terminal, with a line that says where the figures come from. */
  public static List<String> lines(CurveRecord record, CurveReading reading) {
    var table = new TextTable(heads(record));
    rows(record, reading).forEach(table::add);
    var lines = new ArrayList<>(table.lines());
    lines.addAll(Wrap.lines(legend(record)));
    return lines;
  }

  /** The names of the columns. */
  public static List<String> heads(CurveRecord record) {
    var heads = new ArrayList<>(List.of("mode", "images", "per class", "test acc"));
    if (isOther(record)) {
      heads.add(record.settings().metric().phrase());
    }
    heads.add("95 %");
    heads.addAll(record.seeds().size() > 1 ? List.of("+-", "s") : List.of("s"));
    return heads;
  }

  /** A row for each strategy and size. */
  public static List<List<String>> rows(CurveRecord record, CurveReading reading) {
    boolean several = record.seeds().size() > 1;
    var rows = new ArrayList<List<String>>();
    for (CurveReading.Curve curve : reading.curves()) {
      for (CurveLevel level : curve.mode().levels()) {
        rows.add(cells(curve.mode().label(), level, record, several));
      }
    }
    return rows;
  }

  private static List<String> cells(
      String label, CurveLevel level, CurveRecord record, boolean several) {
    Interval interval = level.interval();
    var cells = new ArrayList<String>();
    cells.add(label);
    cells.add(format("%,d", level.size()));
    cells.add(perClass(record.perClass(level.size())));
    cells.add(format("%.3f", level.accuracy()));
    if (isOther(record)) {
      cells.add(format("%.3f", level.value()));
    }
    cells.add(format("%.3f-%.3f", interval.low(), interval.high()));
    if (several) {
      OptionalDouble spread = level.spread();
      cells.add(spread.isPresent() ? format("%.3f", spread.getAsDouble()) : "-");
    }
    cells.add(format("%.1f", level.seconds()));
    return cells;
  }

  /** What the columns are. */
  public static String legend(CurveRecord record) {
    boolean several = record.seeds().size() > 1;
    String metric = record.settings().metric().phrase();
    return format(
        "images: training images, nested and stratified%s. test acc: the same %,d test images"
            + " throughout%s; 95 %%: %s. s: seconds of a training; those of frozen stages' outputs"
            + " count where they were first computed.",
        several ? ", other ones for each seed" : "",
        record.data().test(),
        several ? format(", mean of %d seeds", record.seeds().size()) + deviation(record) : "",
        isOther(record) ? "interval of the " + metric : "Wilson interval");
  }

  private static String deviation(CurveRecord record) {
    return isOther(record)
        ? "; +-: standard deviation of the " + record.settings().metric().phrase()
        : " +- their standard deviation";
  }

  private static boolean isOther(CurveRecord record) {
    return record.settings().metric() != Metric.ACCURACY;
  }

  /** The last point of a record in a line, for whoever waits. */
  public static String point(CurveRecord record) {
    CurvePoint point = record.points().get(record.points().size() - 1);
    return format(
        "%,6d images (%s per class), seed %d, %s: %s %.3f  %.1f s",
        point.size(),
        perClass(record.perClass(point.size())),
        point.seed(),
        point.label(),
        isOther(record) ? record.settings().metric().phrase() : "test acc",
        point.value(),
        point.seconds());
  }

  private static String perClass(double images) {
    return format(images < 10 ? "%.1f" : "%,.0f", images);
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
