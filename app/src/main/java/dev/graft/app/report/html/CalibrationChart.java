package dev.graft.app.report.html;

import dev.graft.app.report.html.drawing.Axis;
import dev.graft.app.report.html.drawing.Chart;
import dev.graft.app.report.html.drawing.DataTable;
import dev.graft.app.report.html.drawing.Frame;
import dev.graft.app.report.html.drawing.Look;
import dev.graft.app.report.html.drawing.Say;
import dev.graft.app.report.html.drawing.Scale;
import dev.graft.app.report.html.drawing.Svg;
import dev.graft.compare.summary.Interval;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Reliability;
import java.util.List;
import java.util.Optional;

/**
 * Whether probabilities came true: how many of the images classified with p per cent were right.
 */
final class CalibrationChart {

  private CalibrationChart() {}

  /**
   * The chart; empty where no probabilities were kept.
   *
   * @param name of the chart in the page
   */
  static Optional<Chart> of(String name, String label, Evaluation test, Look look) {
    if (test.confidences().isEmpty()) {
      return Optional.empty();
    }
    Frame frame =
        Frame.draw(
            Scale.shares(0, 1, Frame.LEFT, Frame.RIGHT - 8),
            Axis.shares("probability that was said"),
            Scale.shares(0, 1, Frame.BOTTOM, Frame.TOP),
            Axis.shares("share that was right"));
    frame.svg().line(frame.x().at(0), frame.y().at(0), frame.x().at(1), frame.y().at(1), "ideal");
    List<Reliability.Bin> bins =
        test.reliability().bins().stream().filter(bin -> bin.count() > 0).toList();
    bins.forEach(bin -> draw(frame, bin, test.total(), look));
    String scaled =
        test.temperature().value() == 1
            ? "No temperature was fitted."
            : Say.format(
                "Logits are divided by %s; without that the error is %.3f.",
                test.temperature().describe(), test.unscaled().calibrationError());
    return Optional.of(
        new Chart(
            name,
            "Calibration of " + label,
            Say.format(
                "On the dashed line probabilities mean what they say; below it the network is too"
                    + " sure of itself. Larger marks stand for more images, bars are 95 %% intervals."
                    + " Expected calibration error %.3f. %s",
                test.calibrationError(), scaled),
            frame.svg(),
            "",
            numbers(label, bins)));
  }

  private static void draw(Frame frame, Reliability.Bin bin, int total, Look look) {
    Interval interval = Interval.wilson(bin.correct(), bin.count());
    double said = bin.meanConfidence();
    frame.interval(said, interval.low(), interval.high(), look);
    frame
        .svg()
        .mark(
            frame.x().at(said),
            frame.y().at(bin.accuracy()),
            0.6 + 1.4 * Math.sqrt((double) bin.count() / total),
            look,
            Svg.data("x", said) + " " + Svg.data("y", bin.accuracy()),
            Say.format(
                "%d images at %s: %s correct",
                bin.count(), Say.percent(said), Say.percent(bin.accuracy())));
  }

  private static DataTable numbers(String label, List<Reliability.Bin> bins) {
    return new DataTable(
        "calibration of " + label,
        List.of("probability", "images", "mean probability", "share right"),
        bins.stream()
            .map(
                bin ->
                    List.of(
                        "%s to %s"
                            .formatted(Say.roundPercent(bin.low()), Say.roundPercent(bin.high())),
                        Say.count(bin.count()),
                        Say.percent(bin.meanConfidence()),
                        Say.percent(bin.accuracy())))
            .toList());
  }
}
