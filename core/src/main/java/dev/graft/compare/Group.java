package dev.graft.compare;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.compare.record.Candidate;
import dev.graft.train.strategy.Enough;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * The candidates of a comparison that have a backbone in common.
 *
 * @param enough how much training suits the images
 * @param secondsPerImage of the backbone, where it was measured
 */
record Group(
    Enough enough, List<Candidate> candidates, Lender lender, OptionalDouble secondsPerImage) {

  /** Has the backbone in memory while {@code work} goes on. */
  @FunctionalInterface
  private interface Lender {
    void lend(Consumer<Backbone> work);
  }

  Group {
    candidates = Candidate.with(enough, candidates);
  }

  /** Of a backbone that is somebody's to close. */
  static Group of(
      Backbone backbone, List<Candidate> candidates, int images, TrainSettings settings) {
    return new Group(
        new Enough(backbone.architecture(), images, settings),
        candidates,
        work -> work.accept(backbone),
        OptionalDouble.empty());
  }

  /** Of a backbone that is read when its turn comes. */
  static Group of(Entrant entrant, int images, TrainSettings settings) {
    return new Group(
        new Enough(entrant.architecture(), images, settings),
        List.of(entrant.candidate()),
        work -> lend(entrant, work),
        OptionalDouble.of(entrant.raced().secondsPerImage()));
  }

  private static void lend(Entrant entrant, Consumer<Backbone> work) {
    try (Backbone backbone = entrant.source().open()) {
      work.accept(backbone);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Architecture architecture() {
    return enough.architecture();
  }

  /** {@code work} with the backbone. */
  void with(Consumer<Backbone> work) {
    lender.lend(work);
  }
}
