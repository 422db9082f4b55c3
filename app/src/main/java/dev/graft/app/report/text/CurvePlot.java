package dev.graft.app.report.text;

import dev.graft.compare.curve.CurveFit;
import dev.graft.compare.curve.CurveFit.Prediction;
import dev.graft.compare.curve.CurveLevel;
import dev.graft.compare.curve.CurveReading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Learning curves as characters, for a terminal: accuracy, or another metric, over the number of
 * images.
 */
public final class CurvePlot {

  private static final int WIDTH = 64;
  private static final int HEIGHT = 14;
  private static final String MARKS = "ox+*#@";

  private final CurveReading reading;
  private final CurveScale scale;
  private final char[][] cells = new char[HEIGHT][WIDTH];

  private CurvePlot(CurveReading reading) {
    this.reading = reading;
    this.scale = CurveScale.of(reading);
    Arrays.stream(cells).forEach(row -> Arrays.fill(row, ' '));
  }

  /** The plot with its axes and the marks' meanings; nothing where nothing was measured. */
  public static List<String> lines(CurveReading reading) {
    return reading.curves().isEmpty() ? List.of() : new CurvePlot(reading).draw();
  }

  private List<String> draw() {
    reading.curves().forEach(this::fitted);
    for (int i = 0; i < reading.curves().size(); i++) {
      measured(reading.curves().get(i), MARKS.charAt(i % MARKS.length()));
    }
    var lines = new ArrayList<String>();
    for (int row = 0; row < HEIGHT; row++) {
      double accuracy = scale.bottom() + scale.height() * (HEIGHT - 1 - row) / (HEIGHT - 1);
      String axis = row % 3 == 1 || row == HEIGHT - 1 ? "%6.1f %%".formatted(100 * accuracy) : "";
      lines.add(("%8s |".formatted(axis) + new String(cells[row])).stripTrailing());
    }
    lines.add(" ".repeat(9) + "+" + "-".repeat(WIDTH));
    lines.add(ticks());
    lines.addAll(Wrap.hanging(" ".repeat(10), meanings()));
    return lines;
  }

  private void fitted(CurveReading.Curve curve) {
    if (curve.fit().isEmpty()) {
      return;
    }
    CurveFit fit = curve.fit().get();
    for (int column = 0; column < WIDTH; column++) {
      double size = scale.size((double) column / (WIDTH - 1));
      put(column, row(1 - fit.law().error(size)), '.');
    }
    Prediction doubled = curve.doubled().orElseThrow();
    int column = column(doubled.size());
    for (int row = row(doubled.high()); row <= row(doubled.low()); row++) {
      put(column, row, '|');
    }
    put(column, row(doubled.value()), '?');
  }

  private void measured(CurveReading.Curve curve, char mark) {
    for (CurveLevel level : curve.mode().levels()) {
      put(column(level.size()), row(level.value()), mark);
    }
  }

  private void put(int column, int row, char mark) {
    if (row >= 0 && row < HEIGHT) {
      cells[row][column] = mark;
    }
  }

  private int column(double size) {
    return (int) Math.round(scale.x(size) * (WIDTH - 1));
  }

  private int row(double accuracy) {
    return HEIGHT - 1 - (int) Math.round(scale.y(accuracy) * (HEIGHT - 1));
  }

  /** The sizes under their columns, those that find room. */
  private String ticks() {
    var line = new StringBuilder(" ".repeat(10 + WIDTH));
    int free = 0;
    for (double size : scale.ticks()) {
      String text = String.format(Locale.ROOT, "%,.0f", size);
      int at = Math.min(10 + column(size) - text.length() / 2, line.length() - text.length());
      if (at >= free) {
        line.replace(at, at + text.length(), text);
        free = at + text.length() + 1;
      }
    }
    return line.toString().stripTrailing();
  }

  private String meanings() {
    var words = new ArrayList<String>();
    for (int i = 0; i < reading.curves().size(); i++) {
      String label = reading.curves().get(i).mode().label();
      words.add("%c%c%s".formatted(MARKS.charAt(i % MARKS.length()), Wrap.NO_BREAK, label));
    }
    if (reading.curves().stream().anyMatch(curve -> curve.fit().isPresent())) {
      words.add("..%cfitted".formatted(Wrap.NO_BREAK));
      words.add(
          "?%cexpected at twice the images, |%c95%c%%"
              .formatted(Wrap.NO_BREAK, Wrap.NO_BREAK, Wrap.NO_BREAK));
    }
    return String.join(", ", words);
  }
}
