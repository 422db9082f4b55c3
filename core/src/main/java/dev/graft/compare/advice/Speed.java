package dev.graft.compare.advice;

import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.summary.RunCost;
import dev.graft.compare.summary.Summary;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.RunRecord;
import dev.graft.train.record.StepTimes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** What can be said of times, in sentences: who was faster, and whether the machine was busy. */
public final class Speed {

  /** On a machine with nothing else to do, the steps of a run differ by less. */
  private static final double BUSY = 1.8;

  private static final String UNKNOWN = ", not counting features that an earlier command cached";

  private Speed() {}

  /** Where costs of two are put side by side and one of them is not known. */
  static String unknown(Summary one, Summary other) {
    return one.hasKnownCost() == other.hasKnownCost() ? "" : UNKNOWN;
  }

  /**
   * Of all that did not diverge. Epochs are no measure: that of a fitted head is all of it, and
   * computes all features.
   */
  public static List<String> sentences(List<Summary> rows, ComparisonRecord record) {
    var sentences = new ArrayList<String>();
    List<Summary> timed =
        rows.stream()
            .filter(Summary::hasKnownCost)
            .sorted(Comparator.comparingDouble(Summary::cost))
            .toList();
    if (timed.size() > 1) {
      sentences.add(compared(timed.get(0), timed.get(timed.size() - 1), record));
    }
    busy(rows, record).ifPresent(sentences::add);
    return sentences;
  }

  private static String compared(Summary fastest, Summary slowest, ComparisonRecord record) {
    if (!Summary.costsDiffer(fastest, slowest)) {
      return format(
          "No clear difference in time: from %s (%s) to %s (%s), no more than times vary here.",
          seconds(fastest), fastest.label(), seconds(slowest), slowest.label());
    }
    return format(
        "Faster: %s, %s with %s; %s took %s (%.1f times as long).",
        fastest.label(),
        seconds(fastest),
        parameters(fastest, record),
        slowest.label(),
        seconds(slowest),
        slowest.cost() / fastest.cost());
  }

  private static Optional<String> busy(List<Summary> rows, ComparisonRecord record) {
    Optional<Summary> varied =
        rows.stream()
            .filter(row -> variation(row) > BUSY)
            .max(Comparator.comparingDouble(Speed::variation));
    if (varied.isPresent()) {
      return Optional.of(
          format(
              "The machine was busy: step times of %s varied by a factor of %.1f, so times are"
                  + " rough.",
              varied.get().label(), variation(varied.get())));
    }
    int own = record.environment().threads() + record.settings().resources().loaderThreads();
    OptionalDouble load = rows.stream().mapToDouble(Speed::load).max();
    if (load.orElse(0) > Math.max(own, record.environment().cores()) + 1) {
      return Optional.of(
          format(
              "The machine was busy: %.1f threads ran or waited for its %d cores, %d of them Graft's,"
                  + " so times are rough.",
              load.getAsDouble(), record.environment().cores(), own));
    }
    return Optional.empty();
  }

  private static double variation(Summary row) {
    return RunCost.variation(row.runs().get(0));
  }

  private static double load(Summary row) {
    return row.runs().stream()
        .map(RunRecord::epochs)
        .flatMap(List::stream)
        .map(EpochRecord::stepTimes)
        .flatMap(Optional::stream)
        .map(StepTimes::load)
        .mapToDouble(load -> load.orElse(0))
        .max()
        .orElse(0);
  }

  private static String seconds(Summary row) {
    String found =
        row.foundSeconds() > 0
            ? format(" (%.1f s of them for cached features)", row.foundSeconds())
            : "";
    return format("%.1f s", row.cost()) + found;
  }

  /** Of backbones all of them: what learns is a head of each. */
  private static String parameters(Summary row, ComparisonRecord record) {
    return record.backbones().isEmpty()
        ? format("%,d trainable parameters", row.trainableParameters())
        : format("%,d parameters", row.totalParameters());
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
