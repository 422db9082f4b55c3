package dev.graft.app.report.html;

import dev.graft.app.report.html.drawing.Chart;
import dev.graft.app.report.html.drawing.Say;
import dev.graft.compare.summary.Interval;
import dev.graft.compare.summary.Summary;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * Accuracy, or the metric that strategies are ranked by, against what it costs, a mark a strategy.
 *
 * @param name of the chart
 * @param what it costs, for titles
 * @param cost of a strategy, positive
 * @param tick names a cost on the axis, {@code exact} in the table
 */
record CostChart(
    String name,
    String what,
    ToDoubleFunction<Summary> cost,
    DoubleFunction<String> tick,
    DoubleFunction<String> exact) {

  private static final String TIME = "accuracy-against-time";

  /** Seconds of a run that found no cached features. */
  static CostChart time() {
    return new CostChart(TIME, "seconds to train", Summary::cost, Say::roundSeconds, Say::seconds);
  }

  /** Whether what it costs is time. */
  boolean isOfTime() {
    return name.equals(TIME);
  }

  /** Parameters that learn; of backbones all of them. */
  static CostChart parameters(boolean ofBackbones) {
    return new CostChart(
        "accuracy-against-parameters",
        ofBackbones ? "parameters" : "trainable parameters",
        ofBackbones ? Summary::totalParameters : Summary::trainableParameters,
        Say::shortCount,
        count -> Say.count(Math.round(count)));
  }

  /** The chart; empty where no value is known. */
  Optional<Chart> of(Focus focus) {
    List<Summary> rows = focus.rows().stream().filter(row -> focus.value(row).isPresent()).toList();
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(new CostDrawing(this, focus, rows).chart());
  }

  /** Of the mean over seeds: more seeds are no more test images. */
  static Optional<Interval> interval(Summary row) {
    if (row.testAccuracy().isEmpty()) {
      return Optional.empty();
    }
    int total = row.tested();
    int correct = (int) Math.round(row.testAccuracy().getAsDouble() * total);
    return Optional.of(Interval.wilson(correct, total));
  }

  static String text(Interval interval) {
    return Say.format("%.1f to %.1f\u00a0%%", 100 * interval.low(), 100 * interval.high());
  }
}
