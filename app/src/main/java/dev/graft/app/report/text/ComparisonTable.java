package dev.graft.app.report.text;

import dev.graft.compare.advice.Baseline;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.RacedBackbone;
import dev.graft.compare.summary.Interval;
import dev.graft.compare.summary.Summary;
import dev.graft.train.evaluation.Evaluation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The table of a comparison: a row for each strategy, and what its figures are. */
public final class ComparisonTable {

  private ComparisonTable() {}

  /** The table for a terminal, with lines that say where the figures come from. */
  public static List<String> lines(ComparisonRecord record) {
    var lines = new ArrayList<>(table(record));
    lines.addAll(Wrap.lines(legend(record)));
    ClassTable.of(record).ifPresent(more -> lines.addAll(more.lines()));
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
    boolean raced = !record.backbones().isEmpty();
    var heads = new ArrayList<>(raced ? BackboneTable.HEADS : List.of("mode", "trainable"));
    heads.add(watched(record).equals("test") ? "val=test" : "val acc");
    heads.add("test acc");
    heads.add(severalSeeds(record) ? "+-" : "95 %");
    heads.addAll(raced ? List.of() : List.of("s/epoch", "total s"));
    return heads;
  }

  /** A row of it. */
  public static List<String> cells(Summary row, ComparisonRecord record) {
    Optional<RacedBackbone> raced = record.raced(row.label());
    var cells = new ArrayList<>(raced.map(r -> BackboneTable.cells(row, r)).orElse(List.of()));
    if (raced.isEmpty()) {
      boolean diverged = row.hasDiverged(record.data().classNames().size());
      cells.add(diverged ? row.label() + " (diverged)" : row.label());
      cells.add(format("%,d", row.trainableParameters()));
    }
    cells.add(accuracy(row.validationAccuracy()));
    cells.add(accuracy(row.testAccuracy()));
    cells.add(
        row.testAccuracy().isEmpty()
            ? "-"
            : severalSeeds(record) ? spread(row.tests()) : interval(row.tests().get(0)));
    if (raced.isEmpty()) {
      cells.add(seconds(row.secondsPerEpoch()));
      cells.add(seconds(row.totalSeconds()));
    }
    return cells;
  }

  /** Where the figures come from, in a sentence or three. */
  public static String legend(ComparisonRecord record) {
    var text = new StringBuilder(record.backbones().isEmpty() ? "" : BackboneTable.LEGEND);
    ComparisonRecord.Data data = record.data();
    boolean best = record.settings().earlyStopping().keepsBest();
    String epoch = best ? "the epoch that was kept" : "the last epoch";
    switch (watched(record)) {
      case "test" ->
          text.append(format("val=test: the %,d test images after %s. ", tested(record), epoch));
      case "validation" ->
          text.append(
              format(
                  "val acc: %,d validation images%s after %s. ",
                  data.validation(), done(record) > 1 ? " in each fold" : "", epoch));
      default -> text.append("No split was watched. ");
    }
    if (data.test() == 0) {
      return text.append("There are no test images.").append(found(record)).toString();
    }
    text.append(format("test acc: %,d test images", tested(record)));
    text.append(
        done(record) > 0
            ? inFolds(record)
            : watched(record).equals("test") ? "; " : ", evaluated once, at the end; ");
    text.append(
        severalSeeds(record)
            ? format(
                "mean of %d seeds +- their standard deviation. s/epoch and total s: first seed%s.",
                record.seeds().size(), done(record) > 1 ? " and fold" : "")
            : "95 %: Wilson interval."
                + (done(record) > 1 && record.backbones().isEmpty()
                    ? " s/epoch and total s: first fold."
                    : ""));
    return text.append(found(record)).append(baselines(record)).toString();
  }

  /** Which folds of how many were tested so far. */
  private static String inFolds(ComparisonRecord record) {
    int done = done(record);
    int all = folds(record);
    return done == 1
        ? format(", the first of %d folds; ", all)
        : format(
            ", each tested once, in %s folds%s; ",
            done < all ? done + " of " + all : all, partly(record, done));
  }

  /** How many folds cross-validated images are dealt to; 0 where they are not. */
  static int folds(ComparisonRecord record) {
    return Math.max(record.data().folds(), done(record)); // which older records do not tell
  }

  /** In how many of them a strategy was tested. */
  private static int done(ComparisonRecord record) {
    return Summary.of(record.runs()).stream().mapToInt(Summary::folds).max().orElse(0);
  }

  /** Images that a strategy was tested on; all test images before any was. */
  private static int tested(ComparisonRecord record) {
    int most = Summary.mostTested(Summary.of(record.runs()));
    return most > 0 ? most : record.data().test();
  }

  /** Whoever was tested in some of so many folds alone. */
  private static String partly(ComparisonRecord record, int folds) {
    Map<Integer, List<String>> some =
        Summary.of(record.runs()).stream()
            .filter(row -> row.folds() < folds && !row.tests().isEmpty())
            .collect(
                Collectors.groupingBy(
                    Summary::tested,
                    LinkedHashMap::new,
                    Collectors.mapping(Summary::label, Collectors.toList())));
    return some.isEmpty()
        ? ""
        : some.entrySet().stream()
            .map(e -> format("%s: %d of them", String.join(", ", e.getValue()), e.getKey()))
            .collect(Collectors.joining("; ", " (", ")"));
  }

  /** What every figure has to be measured by. */
  private static String baselines(ComparisonRecord record) {
    List<Baseline> baselines = Baseline.of(record);
    return baselines.isEmpty()
        ? ""
        : baselines.stream()
            .map(baseline -> format("%s %.3f", baseline.name(), baseline.accuracy()))
            .collect(Collectors.joining(", ", " Without looking at an image: ", "."));
  }

  /** Whose times are not those of a first run. */
  private static String found(ComparisonRecord record) {
    List<String> labels =
        Summary.of(record.runs()).stream()
            .filter(Summary::foundFeatures)
            .map(Summary::label)
            .toList();
    return labels.isEmpty() || !record.backbones().isEmpty() // which shows no times of runs
        ? ""
        : format(
            " Times of %s: without computing all features, some were cached.",
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
