package dev.graft.app.cli.run;

import dev.graft.compare.record.Candidate;
import dev.graft.train.record.RunRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The runs of a command, one after the other, and how long those still to come will take: as long
 * as the last run of the same name did, where there was one.
 */
public final class Agenda {

  private final Deque<String> ahead;
  private final Map<String, Double> seconds = new HashMap<>();
  private int all;
  private int finished;
  private String label = "";
  private long began;

  /**
   * Nothing has run yet.
   *
   * @param labels of the runs to be done, in their order
   * @param finished how many an earlier process did
   */
  public Agenda(Collection<String> labels, int finished) {
    this.ahead = new ArrayDeque<>(labels);
    this.finished = finished;
    this.all = finished + labels.size();
  }

  /** The runs of a comparison but those that an earlier process finished. */
  static Agenda of(Experiment.Plan plan, List<RunRecord> finished) {
    var labels = new ArrayList<String>();
    int folds = plan.options().crossed().map(crossed -> crossed.folds().size()).orElse(0);
    for (int fold = Math.min(1, folds); fold <= folds; fold++) {
      for (int i = 0; i < plan.seeds(); i++) {
        long seed = plan.settings().seed() + i;
        for (Candidate candidate : plan.candidates()) {
          if (isPlanned(plan, candidate, fold) && !isDone(finished, candidate, seed, fold)) {
            labels.add(candidate.label());
          }
        }
      }
    }
    if (!plan.entrants().isEmpty()) { // one backbone after the other
      List<String> order = plan.candidates().stream().map(Candidate::label).toList();
      labels.sort(Comparator.comparing(order::indexOf));
    }
    return new Agenda(labels, finished.size());
  }

  /** Further folds of the dear ones are run where time allows, which is not known yet. */
  private static boolean isPlanned(Experiment.Plan plan, Candidate candidate, int fold) {
    return fold <= 1 || plan.isSure(candidate);
  }

  private static boolean isDone(
      List<RunRecord> finished, Candidate candidate, long seed, int fold) {
    return finished.stream()
        .anyMatch(
            run ->
                run.label().equals(candidate.label()) && run.seed() == seed && run.fold() == fold);
  }

  /** The next run begins, and the one before it is over. */
  public void begin(String next) {
    if (!label.isEmpty()) {
      seconds.put(label, (System.nanoTime() - began) / 1e9);
    }
    label = next;
    began = System.nanoTime();
    if (ahead.poll() == null) {
      all++; // one that was not planned
    }
  }

  /** So many runs are finished in all. */
  public void finished(int runs) {
    finished = runs;
  }

  /** Whether a run is finished. */
  boolean hasFinished() {
    return finished > 0;
  }

  /** {@code 2 of 4 runs finished}. */
  public String progress() {
    return "%d of %d runs finished".formatted(finished, all);
  }

  /** {@code fine-tune 3/4}; the name alone where there is one run. */
  public String current() {
    return all > 1 ? "%s %d/%d".formatted(label, all - ahead.size(), all) : label;
  }

  /** Seconds of all runs after this one; empty if there are none, or one of them is unknown. */
  public OptionalDouble secondsAhead() {
    boolean known = !ahead.isEmpty() && ahead.stream().allMatch(seconds::containsKey);
    return known
        ? OptionalDouble.of(ahead.stream().mapToDouble(seconds::get).sum())
        : OptionalDouble.empty();
  }
}
