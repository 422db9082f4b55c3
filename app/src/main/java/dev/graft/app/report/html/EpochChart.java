package dev.graft.app.report.html;

import dev.graft.app.report.html.drawing.Axis;
import dev.graft.app.report.html.drawing.Chart;
import dev.graft.app.report.html.drawing.DataTable;
import dev.graft.app.report.html.drawing.Frame;
import dev.graft.app.report.html.drawing.Html;
import dev.graft.app.report.html.drawing.Look;
import dev.graft.app.report.html.drawing.Say;
import dev.graft.app.report.html.drawing.Scale;
import dev.graft.app.report.html.drawing.Svg;
import dev.graft.compare.summary.Summary;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How a figure went epoch by epoch: a line a strategy, the mean over its seeds, and a band from the
 * smallest seed to the largest.
 *
 * @param isShare whether the figure is one of [0, 1]; otherwise it is a loss
 */
record EpochChart(
    String name, String what, Function<EpochRecord, OptionalDouble> figure, boolean isShare) {

  /** Accuracy on the split that was watched. */
  static EpochChart accuracy(String split) {
    return new EpochChart(
        "accuracy-by-epoch", split + " accuracy", EpochRecord::validationAccuracy, true);
  }

  /** Mean loss over the training images. */
  static EpochChart loss() {
    return new EpochChart(
        "loss-by-epoch", "training loss", epoch -> OptionalDouble.of(epoch.trainLoss()), false);
  }

  /** What the seeds of a strategy that had an epoch reached in it. */
  private record At(int epoch, List<Double> values) {

    double mean() {
      return values.stream().mapToDouble(v -> v).average().orElseThrow();
    }

    double min() {
      return values.stream().mapToDouble(v -> v).min().orElseThrow();
    }

    double max() {
      return values.stream().mapToDouble(v -> v).max().orElseThrow();
    }
  }

  /** The chart; empty where the figure is not known or there is but one epoch. */
  Optional<Chart> of(Focus focus) {
    List<Summary> rows = focus.rows().stream().filter(row -> !course(row).isEmpty()).toList();
    List<At> all = rows.stream().flatMap(row -> course(row).stream()).toList();
    int epochs = all.stream().mapToInt(At::epoch).max().orElse(0);
    if (epochs < 2) {
      return Optional.empty();
    }
    double min = all.stream().mapToDouble(At::min).min().orElseThrow();
    double max = all.stream().mapToDouble(At::max).max().orElseThrow();
    Frame frame =
        Frame.draw(
            Scale.whole(1, epochs, Frame.LEFT, Frame.RIGHT - 6),
            Axis.numbers("epoch"),
            isShare
                ? Scale.shares(min, max, Frame.BOTTOM, Frame.TOP)
                : Scale.linear(0, max, Frame.BOTTOM, Frame.TOP),
            isShare ? Axis.shares(what) : Axis.numbers(what));
    rows.forEach(row -> band(frame, course(row), focus.look(row)));
    rows.forEach(row -> draw(frame, row, focus.look(row)));
    return Optional.of(
        new Chart(
            name,
            Say.capital(what) + " by epoch",
            about(rows),
            frame.svg(),
            legend(focus, rows),
            numbers(rows, epochs)));
  }

  private static String about(List<Summary> rows) {
    String fold = rows.stream().anyMatch(row -> row.folds() > 0) ? " Of the first fold alone." : "";
    if (rows.stream().allMatch(row -> runs(row).size() == 1)) {
      boolean chosen =
          rows.stream().flatMap(row -> runs(row).stream()).anyMatch(EpochChart::isOfAnEarlierEpoch);
      return "A line a strategy, a mark an epoch."
          + (chosen ? " Large marks: the epoch that was kept." : "")
          + fold;
    }
    boolean someEnded =
        rows.stream()
            .anyMatch(
                row -> runs(row).stream().mapToInt(EpochChart::length).distinct().count() > 1);
    return "Lines: mean over the seeds. Bands: from the lowest seed to the highest."
        + (someEnded ? " Some seeds ended early: later epochs are those of the others." : "")
        + fold;
  }

  /** One a seed: of cross-validated images those of the first fold. */
  private static List<RunRecord> runs(Summary row) {
    return row.runs().stream().filter(run -> run.fold() <= 1).toList();
  }

  private static boolean isOfAnEarlierEpoch(RunRecord run) {
    return run.keptEpoch() != run.epochs().get(length(run) - 1).epoch();
  }

  /** Whether that epoch is the one that was kept of a single run that went on after it. */
  private static boolean isKept(Summary row, int epoch) {
    List<RunRecord> runs = runs(row);
    return runs.size() == 1 && runs.get(0).keptEpoch() == epoch && isOfAnEarlierEpoch(runs.get(0));
  }

  private static int length(RunRecord run) {
    return run.epochs().size();
  }

  private List<At> course(Summary row) {
    var course = new ArrayList<At>();
    int epochs = runs(row).stream().mapToInt(EpochChart::length).max().orElse(0);
    for (int i = 0; i < epochs; i++) {
      int at = i;
      List<EpochRecord> there =
          runs(row).stream()
              .filter(run -> length(run) > at)
              .map(run -> run.epochs().get(at))
              .toList();
      List<Double> values =
          there.stream().map(figure).flatMapToDouble(OptionalDouble::stream).boxed().toList();
      if (values.size() == there.size() && values.stream().allMatch(Double::isFinite)) {
        course.add(new At(there.get(0).epoch(), values));
      }
    }
    return course;
  }

  private static void band(Frame frame, List<At> course, Look look) {
    if (course.isEmpty() || course.get(0).values().size() < 2) {
      return;
    }
    var points = new ArrayList<String>();
    course.forEach(at -> points.add(point(frame, at.epoch(), at.max())));
    for (int i = course.size() - 1; i >= 0; i--) {
      points.add(point(frame, course.get(i).epoch(), course.get(i).min()));
    }
    frame.svg().path("M" + String.join("L", points) + "z", "band " + look.cssClass());
  }

  private void draw(Frame frame, Summary row, Look look) {
    List<At> course = course(row);
    String line =
        course.stream()
            .map(at -> point(frame, at.epoch(), at.mean()))
            .collect(Collectors.joining("L"));
    frame.svg().path("M" + line, "line " + look.cssClass());
    for (At at : course) {
      frame
          .svg()
          .mark(
              frame.x().at(at.epoch()),
              frame.y().at(at.mean()),
              isKept(row, at.epoch()) ? 1.4 : 0.8,
              look,
              String.join(
                  " ",
                  Svg.data("strategy", row.label()),
                  Svg.data("x", at.epoch()),
                  Svg.data("y", at.mean())),
              row.label() + ", epoch " + at.epoch() + ": " + text(at.mean()));
    }
  }

  private static String point(Frame frame, double epoch, double value) {
    return Say.format("%.1f %.1f", frame.x().at(epoch), frame.y().at(value));
  }

  static String legend(Focus focus, List<Summary> rows) {
    return rows.stream()
        .map(row -> "<li>" + focus.look(row).swatch() + Html.text(row.label()) + "</li>")
        .collect(Collectors.joining("", "<ul class=\"legend\">", "</ul>\n"));
  }

  private String text(double value) {
    return isShare ? Say.percent(value) : Say.format("%.3f", value);
  }

  private DataTable numbers(List<Summary> rows, int epochs) {
    var heads = new ArrayList<>(List.of("strategy"));
    for (int epoch = 1; epoch <= epochs; epoch++) {
      heads.add("epoch " + epoch);
    }
    var table = new ArrayList<List<String>>();
    for (Summary row : rows) {
      var cells = new ArrayList<>(List.of(row.label()));
      for (int epoch = 1; epoch <= epochs; epoch++) {
        int number = epoch;
        cells.add(
            course(row).stream()
                .filter(at -> at.epoch() == number)
                .map(at -> text(at.mean()))
                .findFirst()
                .orElse("-"));
      }
      table.add(cells);
    }
    return new DataTable(what + " by epoch", heads, table);
  }
}
