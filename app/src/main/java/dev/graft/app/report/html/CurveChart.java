package dev.graft.app.report.html;

import dev.graft.app.report.html.drawing.Axis;
import dev.graft.app.report.html.drawing.Chart;
import dev.graft.app.report.html.drawing.DataTable;
import dev.graft.app.report.html.drawing.Frame;
import dev.graft.app.report.html.drawing.Look;
import dev.graft.app.report.html.drawing.Names;
import dev.graft.app.report.html.drawing.Say;
import dev.graft.app.report.html.drawing.Scale;
import dev.graft.app.report.html.drawing.Svg;
import dev.graft.app.report.text.CurveTable;
import dev.graft.compare.curve.Crossing;
import dev.graft.compare.curve.CurveFit;
import dev.graft.compare.curve.CurveFit.Prediction;
import dev.graft.compare.curve.CurveLevel;
import dev.graft.compare.curve.CurvePoint;
import dev.graft.compare.curve.CurveReading;
import dev.graft.compare.curve.CurveRecord;
import dev.graft.compare.summary.Interval;
import dev.graft.train.evaluation.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Test accuracy, or the metric that was asked for, over the number of training images: what was
 * measured, the fitted curves in their bands, what twice the images would bring, and where one
 * strategy overtakes another.
 */
public final class CurveChart {

  private static final String NAME = "learning-curve";
  private static final int STEPS = 60;

  /** Sets a strategy's bars beside those of the others, in pixels. */
  private static final double ASIDE = 5;

  /** Room beside the smallest and the largest size, as a ratio. */
  private static final double MARGIN = 1.2;

  private final CurveReading reading;
  private final Metric metric;
  private final Frame frame;
  private final double first;
  private final double last;

  private CurveChart(CurveReading reading, Metric metric) {
    this.reading = reading;
    this.metric = metric;
    List<Double> sizes = new ArrayList<>();
    List<Double> shares = new ArrayList<>();
    for (CurveReading.Curve curve : reading.curves()) {
      for (CurveLevel level : curve.mode().levels()) {
        sizes.add((double) level.size());
        level.points().forEach(point -> shares.add(point.value()));
        shares.addAll(List.of(level.interval().low(), level.interval().high()));
      }
      curve.doubled().ifPresent(doubled -> sizes.add(doubled.size()));
      curve.doubled().ifPresent(d -> shares.addAll(List.of(d.value(), d.low(), d.high())));
    }
    first = sizes.stream().mapToDouble(s -> s).min().orElseThrow();
    last = sizes.stream().mapToDouble(s -> s).max().orElseThrow();
    frame =
        Frame.draw(
            new Scale(first / MARGIN, last * MARGIN, Frame.LEFT, Frame.RIGHT, 1, true),
            new Axis("training images", Say::shortCount),
            Scale.shares(
                shares.stream().mapToDouble(s -> s).min().orElseThrow(),
                shares.stream().mapToDouble(s -> s).max().orElseThrow(),
                Frame.BOTTOM,
                Frame.TOP),
            Axis.shares(what(metric)));
  }

  /** The picture of a record with one point at least, as a file for itself. */
  public static String file(CurveRecord record, CurveReading reading) {
    return of(record, reading).file();
  }

  /** The chart of a record with one point at least. */
  static Chart of(CurveRecord record, CurveReading reading) {
    return new CurveChart(reading, record.settings().metric()).draw(record);
  }

  private Chart draw(CurveRecord record) {
    reading.crossings().forEach(this::crossing);
    for (int i = 0; i < reading.curves().size(); i++) {
      CurveReading.Curve curve = reading.curves().get(i);
      Look look = Look.of(i);
      curve.fit().ifPresent(fit -> fitted(fit, curve.mode().last().size(), look));
    }
    for (int i = 0; i < reading.curves().size(); i++) {
      CurveReading.Curve curve = reading.curves().get(i);
      double aside = ASIDE * (i - (reading.curves().size() - 1) / 2.0);
      Look look = Look.of(i);
      curve.doubled().ifPresent(d -> foretold(d, curve.mode().label(), look, aside));
      curve.mode().levels().forEach(level -> measured(level, look, aside));
    }
    Names names = Names.in(frame);
    reading.curves().forEach(curve -> keepFree(names, curve));
    IntStream.range(0, reading.curves().size()).forEach(i -> name(names, i));
    return new Chart(
        NAME,
        Say.capital(what(metric)) + " over training images, " + record.data().name(),
        about(),
        frame.svg(),
        "",
        new DataTable(
            what(metric) + " by number of training images",
            CurveTable.heads(record),
            CurveTable.rows(record, reading)));
  }

  private static String what(Metric metric) {
    return metric == Metric.ACCURACY ? "test accuracy" : metric.phrase();
  }

  private String about() {
    boolean fits = reading.curves().stream().anyMatch(curve -> curve.fit().isPresent());
    boolean crosses = reading.crossings().stream().anyMatch(CurveChart::isMeasured);
    return "Bars: 95 % interval"
        + (metric == Metric.ACCURACY ? " (Wilson)" : "")
        + " for these test images."
        + (fits
            ? " Lines: fitted power laws, with 95 % bands; the hollow mark is what twice the images"
                + " would bring."
            : "")
        + (crosses ? " Upright line: where one overtakes another." : "")
        + " The axis below is logarithmic.";
  }

  private static boolean isMeasured(Crossing crossing) {
    return crossing.verdict() == Crossing.Verdict.MEASURED;
  }

  private void crossing(Crossing crossing) {
    if (isMeasured(crossing)) {
      double x = frame.x().at(crossing.size());
      frame.svg().line(x, Frame.TOP, x, Frame.BOTTOM, "ideal crossing");
    }
  }

  /** The curve and its band; dashed beyond what was measured. */
  private void fitted(CurveFit fit, double largest, Look look) {
    String upper = path(first, last, size -> fit.band(size).high());
    String lower = path(last, first, size -> fit.band(size).low());
    frame.svg().path("M" + upper + "L" + lower + "z", "band " + look.cssClass());
    DoubleUnaryOperator value = size -> 1 - fit.law().error(size);
    frame.svg().path("M" + path(first, largest, value), "line " + look.cssClass());
    frame.svg().path("M" + path(largest, last, value), "line far " + look.cssClass());
  }

  private String path(double from, double to, DoubleUnaryOperator value) {
    return IntStream.rangeClosed(0, STEPS)
        .mapToDouble(i -> from * Math.pow(to / from, (double) i / STEPS))
        .mapToObj(size -> place(size, value.applyAsDouble(size)))
        .collect(Collectors.joining("L"));
  }

  private String place(double size, double value) {
    Scale y = frame.y();
    double inside = Math.max(y.low(), Math.min(y.high(), value));
    return Say.format("%.1f %.1f", frame.x().at(size), y.at(inside));
  }

  private void foretold(Prediction doubled, String label, Look look, double aside) {
    bar(doubled.size(), new Interval(doubled.low(), doubled.high()), look, aside);
    String title =
        Say.format(
            "%s, %,.0f images: %s expected", label, doubled.size(), Say.percent(doubled.value()));
    var hollow = new Look("foretold " + look.cssClass(), look.shape());
    mark(doubled.size(), doubled.value(), label, hollow, aside, title);
  }

  private void measured(CurveLevel level, Look look, double aside) {
    bar(level.size(), level.interval(), look, aside);
    for (CurvePoint point : level.points()) {
      String title =
          Say.format(
              "%s, %,d images, seed %d: %s",
              point.label(), point.size(), point.seed(), Say.percent(point.value()));
      mark(point.size(), point.value(), point.label(), look, aside, title);
    }
  }

  private void bar(double size, Interval interval, Look look, double aside) {
    double x = frame.x().at(size) + aside;
    double low = frame.y().at(interval.low());
    frame.svg().line(x, low, x, frame.y().at(interval.high()), "bar " + look.cssClass());
  }

  private void mark(
      double size, double value, String label, Look look, double aside, String title) {
    String values =
        String.join(" ", Svg.data("strategy", label), Svg.data("x", size), Svg.data("y", value));
    frame.svg().mark(frame.x().at(size) + aside, frame.y().at(value), 0.8, look, values, title);
  }

  /** Beside the largest size that was measured. */
  private void name(Names names, int i) {
    CurveReading.Curve curve = reading.curves().get(i);
    CurveLevel largest = curve.mode().last();
    double x = frame.x().at(largest.size());
    names.put(
        x, frame.y().at(largest.value()), curve.mode().label(), "name " + Look.of(i).cssClass());
  }

  /** Its bars and its line. */
  private void keepFree(Names names, CurveReading.Curve curve) {
    for (CurveLevel level : curve.mode().levels()) {
      double x = frame.x().at(level.size());
      double top = frame.y().at(level.interval().high());
      names.keepFree(x - 6, top, 12, frame.y().at(level.interval().low()) - top);
    }
    for (int i = 0; i <= STEPS && curve.fit().isPresent(); i++) {
      double size = first * Math.pow(last / first, (double) i / STEPS);
      double y = frame.y().at(1 - curve.fit().get().law().error(size));
      names.keepFree(frame.x().at(size) - 4, y - 3, 8, 6);
    }
  }
}
