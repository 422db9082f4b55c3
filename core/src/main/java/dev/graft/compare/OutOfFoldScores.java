package dev.graft.compare;

import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Continuation;
import dev.graft.train.Checkpoints;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Scores;
import dev.graft.train.record.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the first seed's classifiers of every fold said of the images that they were tested on: the
 * temperature of the model that is trained in the end rests on it. It lies beside the checkpoints,
 * so that a later process finds what an earlier one heard.
 */
final class OutOfFoldScores {

  private final long seed;
  private final boolean isWanted;
  private final Map<String, List<Scores>> said = new HashMap<>();

  /** Of runs with that seed; nothing is kept where nobody wants it. */
  OutOfFoldScores(long seed, boolean isWanted) {
    this.seed = seed;
    this.isWanted = isWanted;
  }

  private boolean isAskedFor(RunRecord run) {
    return isWanted && run.seed() == seed && run.fold() > 0;
  }

  /** Takes note of what a run's classifier said. */
  void add(RunRecord run, Scores scores, Continuation.Place place) {
    if (!isAskedFor(run)) {
      return;
    }
    put(run, scores);
    Optional<Checkpoints> there = place.of(run.label(), run.seed(), run.fold());
    if (there.isPresent()) {
      try {
        scores.save(there.get().scores());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Looks for what an earlier process noted of a run; what cannot be read is not there. */
  void find(RunRecord run, Continuation.Place place) {
    if (!isAskedFor(run)) {
      return;
    }
    Optional<Checkpoints> there = place.of(run.label(), run.seed(), run.fold());
    if (there.isPresent()) {
      try {
        put(run, Scores.read(there.get().scores()));
      } catch (IOException e) {
        return; // the count will tell
      }
    }
  }

  private void put(RunRecord run, Scores scores) {
    said.computeIfAbsent(run.label(), label -> new ArrayList<>()).add(scores);
  }

  /** All of that label, if they are of as many images as its folds tested. */
  Optional<Scores> of(String label, ComparisonRecord record) {
    List<Scores> parts = said.getOrDefault(label, List.of());
    int tested =
        record.runs().stream()
            .filter(run -> run.label().equals(label) && isAskedFor(run))
            .flatMap(run -> run.test().stream())
            .mapToInt(Evaluation::total)
            .sum();
    boolean isAll = tested > 0 && parts.stream().mapToInt(Scores::cases).sum() == tested;
    return isAll ? Optional.of(Scores.joined(parts)) : Optional.empty();
  }

  /** That they are not all there. */
  static String lost(String label) {
    return label
        + ": what its folds' classifiers said of their test images, before it was stopped, is not"
        + " there any more: the temperature of its model rests on validation images alone";
  }
}
