package dev.graft.app.report.html;

import dev.graft.compare.Interval;
import dev.graft.compare.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * Accuracy against what it costs, a mark a strategy.
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

  /** Seconds of a run. */
  static CostChart time() {
    return new CostChart(
        "accuracy-against-time",
        "seconds to train",
        Summary::totalSeconds,
        Say::roundSeconds,
        Say::seconds);
  }

  /** Parameters that learn. */
  static CostChart parameters() {
    return new CostChart(
        "accuracy-against-parameters",
        "trainable parameters",
        Summary::trainableParameters,
        Say::shortCount,
        count -> Say.count(Math.round(count)));
  }

  /** The chart; empty where no accuracy is known. */
  Optional<Chart> of(Focus focus) {
    List<Summary> rows =
        focus.rows().stream().filter(row -> Focus.accuracy(row).isPresent()).toList();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    boolean tested = rows.stream().allMatch(row -> row.testAccuracy().isPresent());
    String split = tested ? "test accuracy" : "accuracy on the watched images";
    Frame frame = frame(rows, split);
    var names = Names.in(frame);
    rows.forEach(row -> keepFree(names, frame, row));
    rows.forEach(row -> draw(frame, row, focus.look(row)));
    for (Summary row : rows) {
      String css = "name " + focus.look(row).cssClass();
      names.put(frame.x().at(cost(row)), frame.y().at(accuracy(row)), row.label(), css);
    }
    String about =
        "Up is better, left is cheaper."
            + (tested ? " Bars: 95 % interval (Wilson) for these test images." : "")
            + (frame.x().isLog() ? " The axis below is logarithmic." : "");
    return Optional.of(
        new Chart(name, "Accuracy against " + what, about, frame.svg(), "", numbers(rows, split)));
  }

  /** Its mark and its interval. */
  private void keepFree(Names names, Frame frame, Summary row) {
    double x = frame.x().at(cost(row));
    double y = frame.y().at(accuracy(row));
    double top = interval(row).map(i -> frame.y().at(i.high())).orElse(y);
    double bottom = interval(row).map(i -> frame.y().at(i.low())).orElse(y);
    names.keepFree(x - 7, Math.min(top, y - 7), 14, Math.max(bottom, y + 7) - Math.min(top, y - 7));
  }

  private Frame frame(List<Summary> rows, String split) {
    var shares = new ArrayList<Double>();
    for (Summary row : rows) {
      shares.add(accuracy(row));
      interval(row)
          .ifPresent(
              interval -> {
                shares.add(interval.low());
                shares.add(interval.high());
              });
    }
    double min = shares.stream().mapToDouble(s -> s).min().orElseThrow();
    double max = shares.stream().mapToDouble(s -> s).max().orElseThrow();
    return Frame.draw(
        Scale.costs(rows.stream().map(this::cost).toList(), Frame.LEFT, Frame.RIGHT),
        new Axis(what, tick),
        Scale.shares(min, max, Frame.BOTTOM, Frame.TOP),
        Axis.shares(split));
  }

  private void draw(Frame frame, Summary row, Look look) {
    interval(row)
        .ifPresent(interval -> frame.interval(cost(row), interval.low(), interval.high(), look));
    frame
        .svg()
        .mark(
            frame.x().at(cost(row)),
            frame.y().at(accuracy(row)),
            1.15,
            look,
            String.join(
                " ",
                Svg.data("strategy", row.label()),
                Svg.data("x", cost(row)),
                Svg.data("y", accuracy(row))),
            row.label() + ": " + Say.percent(accuracy(row)) + ", " + exact.apply(cost(row)));
  }

  private DataTable numbers(List<Summary> rows, String split) {
    return new DataTable(
        split + " against " + what,
        List.of("strategy", what, split, "95 % interval"),
        rows.stream()
            .map(
                row ->
                    List.of(
                        row.label(),
                        exact.apply(cost(row)),
                        Say.percent(accuracy(row)),
                        interval(row).map(CostChart::text).orElse("-")))
            .toList());
  }

  private double cost(Summary row) {
    return cost.applyAsDouble(row);
  }

  private static double accuracy(Summary row) {
    return Focus.accuracy(row).orElseThrow();
  }

  /** Of the mean over seeds: more seeds are no more test images. */
  static Optional<Interval> interval(Summary row) {
    if (row.testAccuracy().isEmpty()) {
      return Optional.empty();
    }
    int total = row.tests().get(0).total();
    int correct = (int) Math.round(row.testAccuracy().getAsDouble() * total);
    return Optional.of(Interval.wilson(correct, total));
  }

  static String text(Interval interval) {
    return Say.format("%.1f to %.1f\u00a0%%", 100 * interval.low(), 100 * interval.high());
  }
}
