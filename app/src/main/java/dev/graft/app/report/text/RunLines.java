package dev.graft.app.report.text;

import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.Event;
import dev.graft.train.record.StageParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is said of a run while it goes: which parameters learn, and a line an epoch. */
public final class RunLines {

  /** Shorter than this many seconds, tenths of one would read as nothing. */
  private static final double SHOWN = 0.1;

  private RunLines() {}

  /**
   * The run's name and its parameters, those that learn and those that do not.
   *
   * @param withStages whether which stages learn is said as well, in a line
   */
  public static List<String> of(
      String label, long seed, List<StageParameters> stages, boolean withStages) {
    var lines = new ArrayList<String>();
    long total = stages.stream().mapToLong(StageParameters::total).sum();
    long trainable = stages.stream().mapToLong(StageParameters::trainable).sum();
    lines.add(format("%s, seed %d: %,d of %,d parameters learn", label, seed, trainable, total));
    if (withStages && !stages.isEmpty()) {
      int cut = cut(stages);
      String frozen = cut == 0 ? "" : range(stages.subList(0, cut)) + " frozen, ";
      lines.add("  " + frozen + range(stages.subList(cut, stages.size())) + " trained");
    }
    return lines;
  }

  /** How many stages come before what learns; one without parameters goes with that before it. */
  private static int cut(List<StageParameters> stages) {
    int cut = 0;
    while (cut < stages.size() - 1 && stages.get(cut).trainable() == 0) {
      cut++;
    }
    return cut;
  }

  private static String range(List<StageParameters> stages) {
    String first = stages.get(0).stage();
    return stages.size() == 1 ? first : first + " to " + stages.get(stages.size() - 1).stage();
  }

  /** {@code Epoch 1: val acc 0.570 loss 1.532 12.3 s 163 images/s}. */
  public static String epoch(EpochRecord epoch, String watched) {
    String seen =
        epoch.validationAccuracy().isPresent()
            ? format(
                "%s acc %.3f  ", abbreviated(watched), epoch.validationAccuracy().getAsDouble())
            : "";
    return format("Epoch %d: %sloss %.3f  %s", epoch.epoch(), seen, epoch.trainLoss(), time(epoch));
  }

  /**
   * Where the features are there already an epoch takes milliseconds, and no image is looked at.
   */
  private static String time(EpochRecord epoch) {
    return epoch.seconds() < SHOWN
        ? format("%.0f ms", 1000 * epoch.seconds())
        : format("%.1f s  %.0f images/s", epoch.seconds(), epoch.imagesPerSecond());
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
