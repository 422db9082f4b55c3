package dev.graft.app.report.html;

import dev.graft.app.report.html.drawing.Look;
import dev.graft.compare.Conclusions;
import dev.graft.compare.advice.Baseline;
import dev.graft.compare.advice.Recommendation;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.summary.Summary;
import dev.graft.train.evaluation.Metric;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a report is about.
 *
 * @param rows of the table, one a strategy
 * @param sentences that follow from them, that of the pick and {@code few} left out
 * @param pick the strategy that they name, if they do
 * @param why the sentence that does
 * @param few the one about few test images, if they are few
 * @param shown the strategy whose details are shown: the pick, or else the best; empty before the
 *     first run
 * @param advice what is recommended, if anything can be
 * @param metric that strategies are ranked by
 * @param baselines what can be had without looking at an image
 * @param kind what the rows are: {@code strategy} or {@code backbone}
 */
record Focus(
    List<Summary> rows,
    List<String> sentences,
    Optional<Summary> pick,
    String why,
    Optional<String> few,
    Optional<Summary> shown,
    Optional<Recommendation> advice,
    Metric metric,
    List<Baseline> baselines,
    String kind) {

  static Focus of(ComparisonRecord record) {
    List<Summary> rows = Summary.of(record.runs());
    List<String> all = Conclusions.of(record);
    Optional<String> few = Conclusions.fewImages(record);
    String why = Conclusions.pick(record).orElse("");
    Optional<Recommendation> advice = Recommendation.of(record);
    Optional<String> label = advice.flatMap(Recommendation::pick);
    Metric metric = record.settings().metric();
    int classes = record.data().classNames().size();
    Optional<Summary> pick =
        rows.stream().filter(row -> label.equals(Optional.of(row.label()))).findFirst();
    return new Focus(
        rows,
        all.stream().filter(s -> !s.equals(why) && !few.equals(Optional.of(s))).toList(),
        pick,
        why,
        few,
        pick.or(
            () ->
                rows.stream()
                    .max(
                        Comparator.comparing((Summary row) -> !row.hasDiverged(classes))
                            .thenComparingDouble(row -> value(row, metric).orElse(0)))),
        advice,
        metric,
        Baseline.of(record),
        record.kind());
  }

  /** By the metric on the test images; accuracy on the watched ones where there are no tests. */
  OptionalDouble value(Summary row) {
    return value(row, metric);
  }

  private static OptionalDouble value(Summary row, Metric metric) {
    return row.testAccuracy().isPresent() ? row.test(metric) : row.validationAccuracy();
  }

  /** The best that can be had without looking at an image; empty where nothing was tested. */
  Optional<Baseline> baseline() {
    return baselines.stream().max(Comparator.comparingDouble(Baseline::value));
  }

  /** The look of a strategy, the same in every chart. */
  Look look(Summary row) {
    return Look.of(rows.indexOf(row));
  }
}
