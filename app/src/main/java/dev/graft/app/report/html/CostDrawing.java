package dev.graft.app.report.html;

import dev.graft.app.report.html.drawing.Axis;
import dev.graft.app.report.html.drawing.Chart;
import dev.graft.app.report.html.drawing.DataTable;
import dev.graft.app.report.html.drawing.Frame;
import dev.graft.app.report.html.drawing.Names;
import dev.graft.app.report.html.drawing.Say;
import dev.graft.app.report.html.drawing.Scale;
import dev.graft.app.report.html.drawing.Svg;
import dev.graft.compare.advice.Baseline;
import dev.graft.compare.summary.Interval;
import dev.graft.compare.summary.Summary;
import dev.graft.train.evaluation.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A {@link CostChart} of these strategies: marks, intervals, and what needs no image. */
final class CostDrawing {

  /** A baseline that would take more room than so many times all marks stands at the edge. */
  private static final double MOST = 2;

  private static final double LETTER = 6.4; // mean width at 12 pixels
  private static final double LINE = 14;
  private static final int LONGEST = 36;
  private static final int STEPS = 12;

  private final CostChart chart;
  private final Focus focus;
  private final List<Summary> rows;
  private final boolean isTested;
  private final String what;
  private final Frame frame;

  CostDrawing(CostChart chart, Focus focus, List<Summary> rows) {
    this.chart = chart;
    this.focus = focus;
    this.rows = rows;
    this.isTested = rows.stream().allMatch(row -> row.testAccuracy().isPresent());
    this.what =
        !isTested
            ? "accuracy on the watched images"
            : isAccuracy() ? "test accuracy" : focus.metric().phrase();
    this.frame =
        Frame.draw(
            Scale.costs(rows.stream().map(this::cost).toList(), Frame.LEFT, Frame.RIGHT),
            new Axis(chart.what(), chart.tick()),
            Scale.shares(low(), high(), Frame.BOTTOM, Frame.TOP),
            Axis.shares(what));
  }

  private boolean isAccuracy() {
    return focus.metric() == Metric.ACCURACY;
  }

  private List<Double> shares() {
    var shares = new ArrayList<Double>();
    for (Summary row : rows) {
      shares.add(value(row));
      interval(row).ifPresent(i -> shares.addAll(List.of(i.low(), i.high())));
    }
    return shares;
  }

  private double high() {
    return shares().stream().mapToDouble(s -> s).max().orElseThrow();
  }

  private double low() {
    double low = shares().stream().mapToDouble(s -> s).min().orElseThrow();
    double most = MOST * (high() - low);
    return baseline()
        .map(Baseline::value)
        .filter(value -> high() - value <= most)
        .map(value -> Math.min(low, value))
        .orElse(low);
  }

  private Optional<Baseline> baseline() {
    return isTested ? focus.baseline() : Optional.empty();
  }

  Chart chart() {
    var names = Names.in(frame);
    rows.forEach(row -> keepFree(names, row));
    baseline().ifPresent(baseline -> draw(baseline, names));
    rows.forEach(this::draw);
    for (Summary row : rows) {
      String css = "name " + focus.look(row).cssClass();
      names.put(frame.x().at(cost(row)), frame.y().at(value(row)), row.label(), css);
    }
    String title = isTested && !isAccuracy() ? Say.capital(focus.metric().phrase()) : "Accuracy";
    return new Chart(
        chart.name(), title + " against " + chart.what(), about(), frame.svg(), "", numbers());
  }

  private String about() {
    return "Up is better, left is cheaper."
        + (isTested && isAccuracy() ? " Bars: 95 % interval (Wilson) for these test images." : "")
        + baseline()
            .map(b -> Say.format(" Without looking at an image: %s %s.", b.name(), percent(b)))
            .orElse("")
        + unknown()
        + (frame.x().isLog() ? " The axis below is logarithmic." : "");
  }

  private static String percent(Baseline baseline) {
    return Say.percent(baseline.value());
  }

  /** Times that lack what an earlier command had computed. */
  private String unknown() {
    if (!chart.isOfTime()) {
      return "";
    }
    String labels =
        rows.stream()
            .filter(row -> row.foundFeatures() && row.runs().get(0).foundSeconds() == 0)
            .map(Summary::label)
            .collect(Collectors.joining(", "));
    return " Times include what computing cached features took"
        + (labels.isEmpty() ? "." : ", but not of " + labels + ": an earlier command did that.");
  }

  /** A line across, or at the lower edge a word of what lies below it. */
  private void draw(Baseline baseline, Names names) {
    double value = baseline.value();
    boolean inside = value >= frame.y().low();
    String name = baseline.name();
    String shown = name.length() > LONGEST ? name.substring(0, LONGEST - 1) + "\u2026" : name;
    String text = (inside ? "" : "\u2193 ") + shown + " " + percent(baseline);
    double y = inside ? frame.y().at(value) : Frame.BOTTOM;
    if (inside) {
      frame.svg().line(Frame.LEFT, y, Frame.RIGHT, y, "ideal baseline");
    }
    Place place = free(y, LETTER * text.length(), inside);
    names.keepFree(place.x(), place.y(), place.width(), LINE);
    frame.svg().text(place.x(), place.y() + LINE - 4, "start", "tick", text);
  }

  /** Where a text lies: its upper left corner. */
  private record Place(double x, double y, double width) {}

  /** Above the height {@code y}, or below it if it may, where the text covers the fewest marks. */
  private Place free(double y, double width, boolean below) {
    var places = new ArrayList<Place>();
    double room = Frame.RIGHT - Frame.LEFT - 4 - width;
    for (int step = 0; step <= STEPS; step++) {
      double x = Frame.LEFT + 4 + Math.max(0, room) * step / STEPS;
      places.add(new Place(x, y - LINE, width));
      if (below && y + LINE < Frame.BOTTOM) {
        places.add(new Place(x, y + 1, width));
      }
    }
    return places.stream().min(Comparator.comparingLong(this::covered)).orElseThrow();
  }

  private long covered(Place place) {
    return rows.stream()
        .filter(
            row -> {
              double x = frame.x().at(cost(row));
              return x + Svg.MARK + 2 > place.x() && x - Svg.MARK - 2 < place.x() + place.width();
            })
        .filter(
            row ->
                bottom(row) + Svg.MARK + 2 > place.y()
                    && top(row) - Svg.MARK - 2 < place.y() + LINE)
        .count();
  }

  private double top(Summary row) {
    return frame.y().at(interval(row).map(Interval::high).orElse(value(row)));
  }

  private double bottom(Summary row) {
    return frame.y().at(interval(row).map(Interval::low).orElse(value(row)));
  }

  /** Its mark and its interval. */
  private void keepFree(Names names, Summary row) {
    double y = frame.y().at(value(row));
    double top = Math.min(top(row), y - 7);
    names.keepFree(frame.x().at(cost(row)) - 7, top, 14, Math.max(bottom(row), y + 7) - top);
  }

  private void draw(Summary row) {
    interval(row)
        .ifPresent(
            interval ->
                frame.interval(cost(row), interval.low(), interval.high(), focus.look(row)));
    frame
        .svg()
        .mark(
            frame.x().at(cost(row)),
            frame.y().at(value(row)),
            1.15,
            focus.look(row),
            String.join(
                " ",
                Svg.data("strategy", row.label()),
                Svg.data("x", cost(row)),
                Svg.data("y", value(row))),
            row.label() + ": " + Say.percent(value(row)) + ", " + chart.exact().apply(cost(row)));
  }

  private DataTable numbers() {
    var table = new ArrayList<List<String>>();
    for (Summary row : rows) {
      table.add(
          List.of(
              row.label(),
              chart.exact().apply(cost(row)),
              Say.percent(value(row)),
              interval(row).map(CostChart::text).orElse("-")));
    }
    if (isTested) {
      focus.baselines().forEach(b -> table.add(List.of(b.name(), "-", percent(b), "-")));
    }
    return new DataTable(
        what + " against " + chart.what(),
        List.of(focus.kind(), chart.what(), what, "95 % interval"),
        table);
  }

  private Optional<Interval> interval(Summary row) {
    return isAccuracy() ? CostChart.interval(row) : Optional.empty();
  }

  private double cost(Summary row) {
    return chart.cost().applyAsDouble(row);
  }

  private double value(Summary row) {
    return focus.value(row).orElseThrow();
  }
}
