package dev.graft.app.report;

import dev.graft.train.EpochRecord;
import dev.graft.train.Event;
import dev.graft.train.StageParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is said of a run while it goes: which parameters learn, and a line an epoch. */
public final class RunLines {

  private RunLines() {}

  /**
   * The run's name and its parameters, those that learn and those that do not.
   *
   * @param everyStage whether each stage is listed; otherwise only their sums
   */
  public static List<String> of(
      String label, long seed, List<StageParameters> stages, boolean everyStage) {
    var lines = new ArrayList<String>();
    long total = stages.stream().mapToLong(StageParameters::total).sum();
    long trainable = stages.stream().mapToLong(StageParameters::trainable).sum();
    lines.add(format("%s, seed %d: %,d of %,d parameters learn", label, seed, trainable, total));
    if (everyStage) {
      lines.addAll(stages("frozen ", stages.stream().filter(s -> !learns(s, stages)).toList()));
      lines.addAll(stages("trained", stages.stream().filter(s -> learns(s, stages)).toList()));
    }
    return lines;
  }

  /** A stage without parameters goes with the one before it. */
  private static boolean learns(StageParameters stage, List<StageParameters> stages) {
    int at = stages.indexOf(stage);
    while (at > 0 && stages.get(at).total() == 0) {
      at--;
    }
    return stages.get(at).trainable() > 0;
  }

  private static List<String> stages(String state, List<StageParameters> stages) {
    if (stages.isEmpty()) {
      return List.of();
    }
    String text =
        stages.stream()
            .map(stage -> format("%s%c%,d", stage.stage(), Wrap.NO_BREAK, stage.total()))
            .collect(Collectors.joining(", "));
    return Wrap.hanging("  " + state + "  ", text);
  }

  /** {@code Epoch 1: val acc 0.570 loss 1.532 12.3 s 163 images/s}. */
  public static String epoch(EpochRecord epoch, String watched) {
    String seen =
        epoch.validationAccuracy().isPresent()
            ? format(
                "%s acc %.3f  ", abbreviated(watched), epoch.validationAccuracy().getAsDouble())
            : "";
    return format(
        "Epoch %d: %sloss %.3f  %.1f s  %.0f images/s",
        epoch.epoch(), seen, epoch.trainLoss(), epoch.seconds(), epoch.imagesPerSecond());
  }

  /** A short run in the search for rates. */
  public static String trial(Event.TrialDone trial) {
    String rates =
        trial.headRate() == trial.backboneRate()
            ? format("%.1e", trial.headRate())
            : format("%.1e, %.1e", trial.headRate(), trial.backboneRate());
    String seen =
        Double.isFinite(trial.loss())
            ? format("val loss %.3f, acc %.3f", trial.loss(), trial.accuracy())
            : "diverged";
    return format("Trial %s, %s: %s, %,d images", trial.label(), rates, seen, trial.images());
  }

  private static String abbreviated(String watched) {
    return watched.equals("validation") ? "val" : watched;
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
