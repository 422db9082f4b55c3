package dev.graft.app.report;

import dev.graft.compare.ComparisonRecord;
import dev.graft.compare.Interval;
import dev.graft.compare.Summary;
import dev.graft.train.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The table of a comparison: a row for each strategy, and what its figures are. */
public final class ComparisonTable {

  private ComparisonTable() {}

  /** The table for a terminal, with a line that says where the figures come from. */
  public static List<String> lines(ComparisonRecord record) {
    var lines = new ArrayList<>(table(record));
    lines.addAll(Wrap.lines(legend(record)));
    return lines;
  }

  /** The table alone. */
  public static List<String> table(ComparisonRecord record) {
    var table = new TextTable(heads(record));
    Summary.of(record.runs()).forEach(row -> table.add(cells(row, record)));
    return table.lines();
  }

  /** Its heads. */
  public static List<String> heads(ComparisonRecord record) {
    return List.of(
        "mode",
        "trainable",
        watched(record).equals("test") ? "val=test" : "val acc",
        "test acc",
        severalSeeds(record) ? "+-" : "95 %",
        "s/epoch",
        "total s");
  }

  /** A row of it. */
  public static List<String> cells(Summary row, ComparisonRecord record) {
    return List.of(
        row.hasDiverged(record.data().classNames().size())
            ? row.label() + " (diverged)"
            : row.label(),
        format("%,d", row.trainableParameters()),
        accuracy(row.validationAccuracy()),
        accuracy(row.testAccuracy()),
        row.testAccuracy().isEmpty()
            ? "-"
            : severalSeeds(record) ? spread(row.tests()) : interval(row.tests().get(0)),
        seconds(row.secondsPerEpoch()),
        seconds(row.totalSeconds()));
  }

  /** Where the figures come from, in a sentence or three. */
  public static String legend(ComparisonRecord record) {
    var text = new StringBuilder();
    ComparisonRecord.Data data = record.data();
    boolean best = record.settings().supervision().keepsBest();
    String epoch = best ? "the epoch that was kept" : "the last epoch";
    switch (watched(record)) {
      case "test" ->
          text.append(format("val=test: the %,d test images after %s. ", data.test(), epoch));
      case "validation" ->
          text.append(
              format("val acc: %,d validation images after %s. ", data.validation(), epoch));
      default -> text.append("No split was watched. ");
    }
    if (data.test() == 0) {
      return text.append("There are no test images.").append(found(record)).toString();
    }
    text.append(format("test acc: %,d test images", data.test()));
    text.append(watched(record).equals("test") ? "; " : ", looked at once, at the end; ");
    text.append(
        severalSeeds(record)
            ? format(
                "mean of %d seeds +- their standard deviation. s/epoch and total s: first seed.",
                record.seeds().size())
            : "95 %: Wilson interval.");
    return text.append(found(record)).toString();
  }

  /** Whose times are not those of a first run. */
  private static String found(ComparisonRecord record) {
    List<String> labels =
        Summary.of(record.runs()).stream()
            .filter(Summary::foundFeatures)
            .map(Summary::label)
            .toList();
    return labels.isEmpty()
        ? ""
        : format(
            " Times of %s: without computing all features, some were found remembered.",
            String.join(", ", labels));
  }

  /** Whether rows are means over seeds. */
  static boolean severalSeeds(ComparisonRecord record) {
    return record.seeds().size() > 1;
  }

  private static String watched(ComparisonRecord record) {
    return record.runs().isEmpty() ? "none" : record.runs().get(0).watchedSplit();
  }

  private static String accuracy(OptionalDouble value) {
    return value.isPresent() ? format("%.3f", value.getAsDouble()) : "-";
  }

  private static String interval(Evaluation test) {
    Interval interval = Interval.wilson(test.correct(), test.total());
    return format("%.3f-%.3f", interval.low(), interval.high());
  }

  /** The sample standard deviation; none for a single value. */
  private static String spread(List<Evaluation> tests) {
    if (tests.size() < 2) {
      return "-";
    }
    double mean = tests.stream().mapToDouble(Evaluation::accuracy).average().orElseThrow();
    double squares = tests.stream().mapToDouble(test -> Math.pow(test.accuracy() - mean, 2)).sum();
    return format("%.3f", Math.sqrt(squares / (tests.size() - 1)));
  }

  private static String seconds(double seconds) {
    return seconds > 0 && seconds < 0.05 ? "<0.1" : format("%.1f", seconds);
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
