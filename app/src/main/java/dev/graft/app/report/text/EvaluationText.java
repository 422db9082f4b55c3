package dev.graft.app.report.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.app.report.json.Codec;
import dev.graft.compare.summary.Interval;
import dev.graft.train.evaluation.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An evaluation for a terminal, or as JSON. */
public final class EvaluationText {

  private EvaluationText() {}

  /** The figures, and a line a class. */
  public static List<String> of(Evaluation evaluation) {
    Interval interval = Interval.wilson(evaluation.correct(), evaluation.total());
    var lines = new ArrayList<String>();
    lines.add(
        format(
            "%,d of %,d %s images correct: accuracy %.3f (95 %%: %.3f-%.3f)",
            evaluation.correct(),
            evaluation.total(),
            evaluation.split(),
            evaluation.accuracy(),
            interval.low(),
            interval.high()));
    lines.add(
        format(
            "macro F1 %.3f  top-5 %.3f  log loss %.3f  Brier %.3f  calibration %.3f",
            evaluation.macroF1(),
            evaluation.topFive(),
            evaluation.logLoss(),
            evaluation.brier(),
            evaluation.calibrationError()));
    if (evaluation.temperature().value() != 1) {
      lines.add("temperature " + evaluation.temperature().describe());
      lines.add(
          format(
              "at temperature 1: log loss %.3f  Brier %.3f  calibration %.3f",
              evaluation.unscaled().logLoss(),
              evaluation.unscaled().brier(),
              evaluation.unscaled().calibrationError()));
    }
    lines.add("");
    lines.addAll(classes(evaluation));
    return lines;
  }

  private static List<String> classes(Evaluation evaluation) {
    var table = new TextTable(List.of("class", "images", "precision", "recall", "F1"));
    for (Evaluation.ClassResult c : evaluation.perClass()) {
      table.add(
          List.of(
              c.name(),
              format("%,d", c.support()),
              format("%.3f", c.precision()),
              format("%.3f", c.recall()),
              format("%.3f", c.f1())));
    }
    return table.lines();
  }

  /**
   * All of it, as a comparison's JSON has it.
   *
   * @param trainedOn whether some of the images were trained on, where that is known
   */
  public static List<String> json(Evaluation evaluation, Optional<Boolean> trainedOn) {
    ObjectNode node = Codec.tree(evaluation);
    node.put("includesTrainingImages", trainedOn.orElse(null));
    return Codec.text(node).lines().toList();
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
