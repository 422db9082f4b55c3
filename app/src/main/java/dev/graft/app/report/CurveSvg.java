package dev.graft.app.report;

import dev.graft.compare.CurveFit;
import dev.graft.compare.CurveFit.Prediction;
import dev.graft.compare.CurveLevel;
import dev.graft.compare.CurveReading;
import dev.graft.compare.CurveRecord;
import dev.graft.compare.Interval;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * Learning curves as a picture (SVG) that stands alone, in light or dark as the reader's system is:
 * accuracies with their intervals, the fitted curves in their 95 % bands, and twice the images.
 */
public final class CurveSvg {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 440;
  private static final int LEFT = 64;
  private static final int RIGHT = 24;
  private static final int TOP = 64;
  private static final int BOTTOM = 56;
  private static final int STEPS = 60;
  private static final int COLOURS = 6;
  private static final int ASIDE = 6;

  private static final String STYLE =
      """
      <style>
      svg { background: #ffffff; font: 13px system-ui, sans-serif }
      text { fill: #222222 } .axis { stroke: #999999 } .grid { stroke: #e4e4e4 }
      .c0 { --c: #0b62a8 } .c1 { --c: #c2410c } .c2 { --c: #15803d }
      .c3 { --c: #7e22ce } .c4 { --c: #a16207 } .c5 { --c: #be185d }
      .band { fill: var(--c); opacity: .15 } .dot { fill: var(--c) }
      .line { stroke: var(--c); fill: none; stroke-width: 2 } .far { stroke-dasharray: 5 4 }
      .bar { stroke: var(--c); stroke-width: 1.2 }
      .ring { stroke: var(--c); fill: none; stroke-width: 2 }
      @media (prefers-color-scheme: dark) {
      svg { background: #16181c } text { fill: #e6e6e6 }
      .axis { stroke: #777777 } .grid { stroke: #2c3038 }
      .c0 { --c: #6cb6ff } .c1 { --c: #ff9d5c } .c2 { --c: #5ad07f }
      .c3 { --c: #c79bff } .c4 { --c: #e3c04a } .c5 { --c: #ff8fc0 } }
      </style>
      """;

  private final StringBuilder out = new StringBuilder();
  private final CurveScale scale;

  /** Sets a curve's bars beside those of the others, in pixels. */
  private double aside;

  private CurveSvg(CurveScale scale) {
    this.scale = scale;
  }

  /** The picture of a record with one point at least. */
  public static String of(CurveRecord record, CurveReading reading) {
    return new CurveSvg(CurveScale.of(reading)).draw(record, reading);
  }

  private String draw(CurveRecord record, CurveReading reading) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">",
        WIDTH, HEIGHT);
    String title = "Test accuracy over the number of training images, " + record.data().name();
    add("<title>%s</title>", escaped(title));
    out.append(STYLE);
    add("<text x=\"%d\" y=\"24\">%s</text>", LEFT, escaped(title));
    axes();
    for (int i = 0; i < reading.curves().size(); i++) {
      CurveReading.Curve curve = reading.curves().get(i);
      add("<g class=\"c%d\">", i % COLOURS);
      aside = ASIDE * (i - (reading.curves().size() - 1) / 2.0);
      curve.fit().ifPresent(fit -> fitted(fit, curve.mode().last().size()));
      curve.doubled().ifPresent(this::foretold);
      curve.mode().levels().forEach(this::measured);
      int x = LEFT + 150 * i;
      add("<circle class=\"dot\" cx=\"%d\" cy=\"42\" r=\"4\"/>", x + 5);
      add("<text x=\"%d\" y=\"46\">%s</text>", x + 15, escaped(curve.mode().label()));
      out.append("</g>\n");
    }
    return out.append("</svg>\n").toString();
  }

  private void axes() {
    double step = scale.height() > 0.5 ? 0.1 : 0.05;
    int lines = (int) Math.round(scale.height() / step);
    for (int i = 0; i <= lines; i++) {
      double accuracy = scale.top() - i * step;
      double y = y(accuracy);
      line("grid", LEFT, y, WIDTH - RIGHT, y);
      add(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.0f %%</text>",
          LEFT - 8, y + 4, 100 * accuracy);
    }
    line("axis", LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM);
    double free = 0;
    for (double size : scale.ticks()) {
      line("axis", x(size), HEIGHT - BOTTOM, x(size), HEIGHT - BOTTOM + 5);
      if (x(size) > free) {
        add(
            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%,.0f</text>",
            x(size), HEIGHT - BOTTOM + 20, size);
        free = x(size) + 40;
      }
    }
    add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">training images</text>",
        (LEFT + WIDTH - RIGHT) / 2, HEIGHT - BOTTOM + 42);
  }

  /** The curve and its band; dashed beyond what was measured. */
  private void fitted(CurveFit fit, double largest) {
    double first = scale.ticks().get(0);
    double last = scale.ticks().get(scale.ticks().size() - 1);
    String upper = path(first, last, size -> fit.band(size).high());
    String lower = path(last, first, size -> fit.band(size).low());
    add("<polygon class=\"band\" points=\"%s %s\"/>", upper, lower);
    DoubleUnaryOperator accuracy = size -> 1 - fit.law().error(size);
    add("<polyline class=\"line\" points=\"%s\"/>", path(first, largest, accuracy));
    add("<polyline class=\"line far\" points=\"%s\"/>", path(largest, last, accuracy));
  }

  private String path(double from, double to, DoubleUnaryOperator accuracy) {
    var path = new StringBuilder();
    for (int i = 0; i <= STEPS; i++) {
      double size = from * Math.pow(to / from, (double) i / STEPS);
      double y = y(Math.max(scale.bottom(), Math.min(scale.top(), accuracy.applyAsDouble(size))));
      path.append(format(i == 0 ? "%.1f,%.1f" : " %.1f,%.1f", x(size), y));
    }
    return path.toString();
  }

  private void foretold(Prediction doubled) {
    bar(doubled.size(), doubled.low(), doubled.high());
    add(
        "<circle class=\"ring\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"/>",
        x(doubled.size()) + aside, y(doubled.accuracy()));
  }

  private void measured(CurveLevel level) {
    Interval interval = level.interval();
    bar(level.size(), interval.low(), interval.high());
    level
        .points()
        .forEach(
            point ->
                add(
                    "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>",
                    x(level.size()) + aside, y(point.accuracy())));
  }

  private void bar(double size, double low, double high) {
    line("bar", x(size) + aside, y(low), x(size) + aside, y(high));
  }

  private void line(String kind, double x1, double y1, double x2, double y2) {
    add(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        kind, x1, y1, x2, y2);
  }

  private double x(double size) {
    return LEFT + 16 + scale.x(size) * (WIDTH - LEFT - RIGHT - 32);
  }

  private double y(double accuracy) {
    return HEIGHT - BOTTOM - scale.y(accuracy) * (HEIGHT - TOP - BOTTOM);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private void add(String text, Object... values) {
    out.append(format(text, values)).append('\n');
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
