package dev.graft.app.report.text;

import dev.graft.compare.record.Tuning;
import java.util.List;
import java.util.Locale;

/** How learning rates were found: a sentence a strategy, and every short run as a row. */
public final class TuningText {

  private TuningText() {}

  /** What each strategy was trained with, and why. */
  public static List<String> choices(Tuning tuning) {
    return tuning.choices().stream()
        .map(
            choice ->
                format(
                    "%s: head %s, backbone %s, up to %d epochs; %s",
                    choice.label(),
                    rate(choice.headRate()),
                    rate(choice.backboneRate()),
                    choice.epochs(),
                    choice.why()))
        .toList();
  }

  /** Names of the columns of {@link #rows}. */
  public static List<String> heads() {
    return List.of("short run of", "head rate", "backbone rate", "images", "val loss", "val acc");
  }

  /** A row for each short run, in the order they ran. */
  public static List<List<String>> rows(Tuning tuning) {
    return tuning.trials().stream()
        .map(
            trial ->
                List.of(
                    trial.label(),
                    rate(trial.headRate()),
                    rate(trial.backboneRate()),
                    format("%,d", trial.images()),
                    Double.isFinite(trial.loss()) ? format("%.3f", trial.loss()) : "diverged",
                    format("%.3f", trial.accuracy())))
        .toList();
  }

  private static String rate(double rate) {
    return format("%.1e", rate);
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
