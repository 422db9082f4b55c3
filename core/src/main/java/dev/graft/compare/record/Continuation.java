package dev.graft.compare.record;

import dev.graft.train.Checkpoints;
import dev.graft.train.record.RunRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an earlier process left of a comparison, and where this one keeps the state of its runs.
 *
 * @param started when the comparison was begun
 * @param finished runs that are not done again
 * @param place of each run's checkpoints
 */
public record Continuation(Instant started, List<RunRecord> finished, Place place) {

  /** Where a run keeps its state, if anywhere. */
  @FunctionalInterface
  public interface Place {
    Optional<Checkpoints> of(String label, long seed, int fold);
  }

  public Continuation {
    finished = List.copyOf(finished);
  }

  private static final Place NOWHERE = (label, seed, fold) -> Optional.empty();

  /** Of a comparison that begins now and keeps no state. */
  public static Continuation none() {
    return new Continuation(Instant.now(), List.of(), NOWHERE);
  }

  /** Whether nothing is gone on with, now or later. */
  public boolean isNone() {
    return finished.isEmpty() && place == NOWHERE;
  }

  /** The record of that run, where it need not be done again. */
  public Optional<RunRecord> finished(String label, long seed, int fold) {
    return finished.stream()
        .filter(run -> run.label().equals(label) && run.seed() == seed && run.fold() == fold)
        .findFirst();
  }
}
