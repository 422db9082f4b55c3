package dev.graft.compare.summary;

import dev.graft.compare.record.ComparisonRecord;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.RunRecord;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Trainings whose loss grew instead of falling: their accuracy tells of a learning rate that was
 * too high, and of nothing else. They are measured by the loss of who guesses, ln(classes).
 */
public final class Divergence {

  /** So much above guessing no training is that works: the right class had e^-10 of its chance. */
  private static final double FAR = 10;

  /** A loss that grew, and is so many times that of guessing. */
  private static final double GROWN = 2;

  private Divergence() {}

  /** Whether a run of the candidate diverged, in a comparison of so many classes. */
  static boolean of(Summary row, int classes) {
    return row.runs().stream().anyMatch(run -> isOf(run, classes));
  }

  /** The candidates of a comparison that did not diverge, in the table's order. */
  public static List<Summary> without(ComparisonRecord record) {
    int classes = record.data().classNames().size();
    return Summary.of(record.runs()).stream().filter(row -> !of(row, classes)).toList();
  }

  /** A sentence for each candidate that diverged. */
  public static List<String> sentences(ComparisonRecord record) {
    int classes = record.data().classNames().size();
    return Summary.of(record.runs()).stream()
        .flatMap(row -> sentence(row, classes).stream())
        .toList();
  }

  private static Optional<String> sentence(Summary row, int classes) {
    return row.runs().stream()
        .filter(run -> isOf(run, classes))
        .findFirst()
        .map(
            run ->
                String.format(
                    Locale.ROOT,
                    "Diverged: %s. Its training loss rose to %,.1f, and guessing has %.1f. Its"
                        + " accuracy says nothing about the strategy, which is left out below."
                        + " Give it a lower rate, or let graft compare --budget 10m find one.",
                    row.label(),
                    run.kept().trainLoss(),
                    Math.log(classes)));
  }

  private static boolean isOf(RunRecord run, int classes) {
    EpochRecord kept = run.kept();
    if (kept.penalty().isPresent()) {
      return false; // fitted to the end
    }
    double guessing = Math.log(classes);
    double first = run.epochs().get(0).trainLoss();
    boolean far = kept.trainLoss() > guessing + FAR;
    boolean grown = kept.trainLoss() > first && kept.trainLoss() > GROWN * guessing;
    return far || grown;
  }
}
