package dev.graft.compare.curve;

import dev.graft.compare.record.Continuation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an earlier process left of a learning curve, and where this one keeps the state of its
 * trainings.
 *
 * @param started when the curve was begun
 * @param finished trainings that are not done again
 * @param place of each training's checkpoints, by its label with the size
 */
public record CurveContinuation(
    Instant started, List<CurvePoint> finished, Continuation.Place place) {

  public CurveContinuation {
    finished = List.copyOf(finished);
  }

  /** Of a curve that begins now and keeps no state. */
  public static CurveContinuation none() {
    return new CurveContinuation(Instant.now(), List.of(), Continuation.none().place());
  }

  /** What that training came to, where it need not be done again. */
  Optional<CurvePoint> finished(String label, int size, long seed) {
    return finished.stream()
        .filter(p -> p.label().equals(label) && p.size() == size && p.seed() == seed)
        .findFirst();
  }
}
