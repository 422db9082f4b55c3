package dev.graft.train;

import dev.graft.torch.Precision;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.tensors.StoredTensor;
import dev.graft.train.features.Interruption;
import dev.graft.train.loop.Run;
import dev.graft.train.loop.TrainedSuffix;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/** Writes a run's checkpoints when they are due, and sets a run to where it was stopped. */
final class Keeper {

  /** Nanoseconds of epochs that are sooner done again than kept one by one: a second of them. */
  private static final long SPARED = 1_000_000_000L;

  private final Optional<Checkpoints> checkpoints;
  private final Run run;
  private final Optional<RunIdentity> identity;
  private final Optional<Precision> begunIn;
  private Optional<Checkpoint> found;
  private double secondsBefore;
  private final int firstPhase;
  private Optional<Checkpoint.Position> resumedAt = Optional.empty();
  private int phase;
  private int epochsBefore;
  private Optional<TrainedSuffix> suffix = Optional.empty();
  private final long start = System.nanoTime();
  private long written = start;

  /** {@code identity} names the run: a checkpoint of another one is refused. */
  Keeper(Optional<Checkpoints> checkpoints, Run run, Supplier<RunIdentity> identity) {
    this.checkpoints = checkpoints;
    checkpoints.ifPresent(Checkpoints::sweep);
    this.run = run;
    // Not asked for in vain: it reads every image for its hash.
    this.identity = checkpoints.map(kept -> identity.get());
    this.found =
        checkpoints
            .filter(kept -> Files.exists(kept.file()))
            .map(kept -> Checkpoint.read(kept.file(), this.identity.orElseThrow(), kept.before()));
    this.begunIn =
        found.map(Checkpoint::begunIn).or(() -> this.identity.map(RunIdentity::precision));
    this.secondsBefore = found.map(Checkpoint::seconds).orElse(0.0);
    this.firstPhase = found.map(checkpoint -> checkpoint.position().phase()).orElse(0);
    found.ifPresent(this::restore);
  }

  private void restore(Checkpoint checkpoint) {
    try {
      run.weights().restore(run.movingNames(), checkpoint.weights());
    } catch (IllegalArgumentException e) {
      throw damaged(e);
    }
    checkpoint.epochs().forEach(run::add);
    run.lowered(checkpoint.lowered());
    if (!checkpoint.best().isEmpty()) {
      run.best().restore(checkpoint.epochs(), checkpoint.best());
    }
  }

  private UncheckedIOException damaged(IllegalArgumentException e) {
    return new UncheckedIOException(
        new WeightFileException(
            checkpoints.orElseThrow().file(), "is damaged: " + e.getMessage(), e));
  }

  /** Of the run so far, with those of the processes before up to their last checkpoints. */
  double seconds() {
    return secondsBefore + (System.nanoTime() - start) / 1e9;
  }

  /** Counts seconds that the same work took before. */
  void credit(double seconds) {
    secondsBefore += seconds;
  }

  int firstPhase() {
    return firstPhase;
  }

  /** How many of the run's epochs are of phases before this one, which is about to begin. */
  int epochsBefore(int index) {
    return found
        .filter(checkpoint -> index == firstPhase)
        .map(Checkpoint::epochsBefore)
        .orElse(run.epochs().size());
  }

  /** A phase begins, or goes on. */
  void begin(int index, TrainedSuffix learning) {
    epochsBefore = epochsBefore(index);
    phase = index;
    suffix = Optional.of(learning);
    if (found.isPresent() && index == firstPhase()) {
      try {
        learning.restore(found.get().moments());
      } catch (IllegalArgumentException e) {
        throw damaged(e);
      }
      resumedAt = Optional.of(found.get().position());
    }
    found = Optional.empty(); // it maps a file that is replaced from now on
  }

  /** A phase without steps begins: between its start and its end there is no state. */
  void begin(int index) {
    epochsBefore = epochsBefore(index);
    phase = index;
    suffix = Optional.empty();
    resumedAt = Optional.empty();
    found = Optional.empty();
  }

  /** The tally of the next epoch: of one that was stopped, as it was. */
  Tally resumed(long firstStep) {
    Tally tally =
        resumedAt.map(at -> new Tally(firstStep, at)).orElseGet(() -> new Tally(firstStep));
    resumedAt = Optional.empty();
    return tally;
  }

  /**
   * After a step: writes what is due.
   *
   * @throws CancellationException if the thread is interrupted
   */
  void stepDone(Tally tally) {
    Interruption.check();
    checkpoints
        .filter(kept -> System.nanoTime() - written > kept.every().toNanos())
        .ifPresent(kept -> write(tally.position(phase)));
  }

  /** The run ends here, in the middle of an epoch or in the look after it. */
  void stopped(Tally tally) {
    write(tally.position(phase));
  }

  /** After an epoch: writes, unless the last time was only just. */
  void epochDone() {
    checkpoints
        .filter(kept -> System.nanoTime() - written >= Math.min(SPARED, kept.every().toNanos()))
        .ifPresent(kept -> write(new Tally(0).position(phase)));
  }

  private void write(Checkpoint.Position position) {
    if (checkpoints.isEmpty()) {
      return;
    }
    Map<String, StoredTensor> moments = suffix.map(TrainedSuffix::moments).orElse(Map.of());
    new Checkpoint(
            position,
            seconds(),
            List.copyOf(run.epochs()),
            run.moving(),
            moments,
            run.best().weights(),
            begunIn.orElseThrow(),
            run.lowered(),
            epochsBefore)
        .write(checkpoints.get().file(), identity.orElseThrow());
    written = System.nanoTime();
  }
}
