package dev.graft.app.report.html;

import dev.graft.app.report.html.drawing.Axis;
import dev.graft.app.report.html.drawing.DataTable;
import dev.graft.app.report.html.drawing.Frame;
import dev.graft.app.report.html.drawing.Html;
import dev.graft.app.report.html.drawing.Look;
import dev.graft.app.report.html.drawing.Say;
import dev.graft.app.report.html.drawing.Scale;
import dev.graft.app.report.html.drawing.Svg;
import dev.graft.train.record.EpochRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs under way in the report's look: a table and two charts, as HTML to be put into a page.
 *
 * @param watched the word for the split that is looked at after each epoch
 */
public record LiveCharts(List<LiveCourse> courses, String watched) {

  /** A drawing, what its colours stand for, and its numbers as a table. */
  public record Drawing(String svg, String legend, String numbers) {}

  public LiveCharts {
    courses = List.copyOf(courses);
  }

  /** A row a run; that of the name {@code running} is set off. */
  public String table(String running) {
    var heads = List.of("mode", "trainable", watched + " acc", "test acc", "s/epoch", "state");
    return new DataTable("runs", heads, courses.stream().map(LiveCharts::row).toList())
        .bare("runs", running);
  }

  private static List<String> row(LiveCourse course) {
    List<EpochRecord> epochs = course.epochs();
    OptionalDouble seen =
        epochs.isEmpty()
            ? OptionalDouble.empty()
            : epochs.get(epochs.size() - 1).validationAccuracy();
    OptionalDouble seconds = epochs.stream().mapToDouble(EpochRecord::seconds).average();
    return List.of(
        course.name(),
        course.trainable().isPresent() ? Say.count(course.trainable().getAsLong()) : "-",
        figure(seen, "%.3f"),
        figure(course.test(), "%.3f"),
        figure(seconds, "%.1f"),
        course.state());
  }

  private static String figure(OptionalDouble value, String format) {
    return value.isPresent() ? Say.format(format, value.getAsDouble()) : "-";
  }

  /** Accuracy on the watched split after each epoch. */
  public Drawing accuracy() {
    List<Double> all =
        epochs().map(EpochRecord::validationAccuracy).flatMap(LiveCharts::known).toList();
    double min = all.stream().mapToDouble(a -> a).min().orElse(0);
    double max = all.stream().mapToDouble(a -> a).max().orElse(1);
    String what = watched + " accuracy";
    Frame frame =
        Frame.draw(
            across(),
            Axis.numbers("epoch"),
            Scale.shares(min, max, Frame.BOTTOM, Frame.TOP),
            Axis.shares(what));
    for (LiveCourse course : courses) {
      line(frame, course, EpochRecord::validationAccuracy, "line", Say::percent);
    }
    return drawing(frame, what, all.isEmpty(), e -> figure(e.validationAccuracy(), "%.3f"));
  }

  /** Loss over the training images as it goes, and on the watched split after each epoch. */
  public Drawing loss() {
    double max =
        Stream.concat(
                epochs().map(EpochRecord::validationLoss).flatMap(LiveCharts::known),
                courses.stream().flatMap(c -> c.losses().stream()).map(LiveCourse.Loss::value))
            .filter(Double::isFinite)
            .mapToDouble(l -> l)
            .max()
            .orElse(0);
    Frame frame =
        Frame.draw(
            across(),
            Axis.numbers("epoch"),
            Scale.linear(0, max, Frame.BOTTOM, Frame.TOP),
            Axis.numbers("loss"));
    for (LiveCourse course : courses) {
      trace(frame, course);
      line(frame, course, EpochRecord::validationLoss, "line seen", l -> Say.format("%.3f", l));
    }
    return drawing(
        frame,
        "training and " + watched + " loss",
        max == 0,
        e -> Say.format("%.3f / %s", e.trainLoss(), figure(e.validationLoss(), "%.3f")));
  }

  private Scale across() {
    int epochs = courses.stream().mapToInt(LiveCourse::planned).max().orElse(1);
    return Scale.epochs(Math.max(1, epochs), Frame.LEFT, Frame.RIGHT - 6);
  }

  private Stream<EpochRecord> epochs() {
    return courses.stream().flatMap(course -> course.epochs().stream());
  }

  private static Stream<Double> known(OptionalDouble value) {
    return value.isPresent() && Double.isFinite(value.getAsDouble())
        ? Stream.of(value.getAsDouble())
        : Stream.empty();
  }

  private static void trace(Frame frame, LiveCourse course) {
    String points =
        course.losses().stream()
            .filter(loss -> Double.isFinite(loss.value()))
            .map(loss -> point(frame, loss.at(), loss.value()))
            .collect(Collectors.joining("L"));
    if (points.contains("L")) {
      frame.svg().path("M" + points, "line " + Look.of(course.strategy()).cssClass());
    }
  }

  private static void line(
      Frame frame,
      LiveCourse course,
      Function<EpochRecord, OptionalDouble> figure,
      String cssClass,
      Function<Double, String> text) {
    Look look = Look.of(course.strategy());
    var points = new ArrayList<String>();
    for (EpochRecord epoch : course.epochs()) {
      known(figure.apply(epoch)).forEach(v -> points.add(point(frame, epoch.epoch(), v)));
    }
    if (points.size() > 1) {
      frame.svg().path("M" + String.join("L", points), cssClass + " " + look.cssClass());
    }
    for (EpochRecord epoch : course.epochs()) {
      known(figure.apply(epoch))
          .forEach(
              value ->
                  frame
                      .svg()
                      .mark(
                          frame.x().at(epoch.epoch()),
                          frame.y().at(value),
                          0.8,
                          look,
                          Svg.data("run", course.name()) + " " + Svg.data("y", value),
                          course.name() + ", epoch " + epoch.epoch() + ": " + text.apply(value)));
    }
  }

  private static String point(Frame frame, double epoch, double value) {
    return Say.format("%.1f %.1f", frame.x().at(epoch), frame.y().at(value));
  }

  private Drawing drawing(
      Frame frame, String what, boolean isEmpty, Function<EpochRecord, String> cell) {
    if (isEmpty) {
      double middle = (Frame.LEFT + Frame.RIGHT) / 2;
      frame.svg().text(middle, (Frame.TOP + Frame.BOTTOM) / 2, "middle", "tick", "nothing yet");
    }
    String svg =
        frame
            .svg()
            .inline(
                what.replace(' ', '-'),
                Say.capital(what),
                "So far; the table below has the numbers.");
    return new Drawing(svg, legend(), numbers(what, cell));
  }

  private String legend() {
    var looks = new LinkedHashMap<String, Look>();
    courses.forEach(course -> looks.put(course.label(), Look.of(course.strategy())));
    return looks.entrySet().stream()
        .map(look -> "<li>" + look.getValue().swatch() + Html.text(look.getKey()) + "</li>")
        .collect(Collectors.joining());
  }

  private String numbers(String what, Function<EpochRecord, String> cell) {
    int epochs = courses.stream().mapToInt(course -> course.epochs().size()).max().orElse(0);
    var heads = new ArrayList<>(List.of("run"));
    for (int i = 1; i <= epochs; i++) {
      heads.add("epoch " + i);
    }
    var rows = new ArrayList<List<String>>();
    for (LiveCourse course : courses) {
      var cells = new ArrayList<>(List.of(course.name()));
      course.epochs().forEach(epoch -> cells.add(cell.apply(epoch)));
      while (cells.size() < heads.size()) {
        cells.add("-");
      }
      rows.add(cells);
    }
    return new DataTable(what + " by epoch", heads, rows).bare("numbers", "");
  }
}
