package dev.graft.app.watch;

import dev.graft.app.report.html.LiveCourse;
import dev.graft.compare.record.Candidate;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.Event;
import dev.graft.train.record.RunRecord;
import dev.graft.train.strategy.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** One run of those planned: what is known of it so far. Guarded by its {@link LiveState}. */
final class LiveRun {

  private final Candidate candidate;
  private final long seed;
  private final int strategy;
  private final boolean severalSeeds;
  private final List<EpochRecord> epochs = new ArrayList<>();
  private LossTrace losses;
  private OptionalLong trainable = OptionalLong.empty();
  private int planned;
  private boolean begun;
  private Optional<RunRecord> record = Optional.empty();

  /** A run that waits; {@code strategy} is its candidate's number. */
  LiveRun(Candidate candidate, long seed, int strategy, boolean severalSeeds) {
    this.candidate = candidate;
    this.seed = seed;
    this.strategy = strategy;
    this.severalSeeds = severalSeeds;
    this.planned = candidate.strategy().epochs();
    this.losses = new LossTrace(planned);
  }

  boolean is(String label, long ofSeed) {
    return candidate.label().equals(label) && seed == ofSeed;
  }

  String label() {
    return candidate.label();
  }

  long seed() {
    return seed;
  }

  String name() {
    return severalSeeds ? "%s, seed %d".formatted(label(), seed) : label();
  }

  /** It begins, or goes on. */
  void begin(Event.RunStarted run) {
    begun = true;
    record = Optional.empty(); // it was stopped in its test
    trainable = OptionalLong.of(run.trainableParameters());
    if (planned != run.epochs()) {
      planned = run.epochs();
      losses = new LossTrace(planned);
    }
  }

  void loss(double at, double loss) {
    losses.add(at, loss);
  }

  /** Later ones that are known are of an attempt that began again. */
  void add(EpochRecord epoch) {
    epochs.removeIf(e -> e.epoch() >= epoch.epoch());
    epochs.add(epoch);
  }

  /** It is trained, and once it was also tested told again. */
  void finish(RunRecord finished) {
    record = Optional.of(finished);
    trainable = OptionalLong.of(finished.trainableParameters());
    begun = true;
    epochs.clear();
    epochs.addAll(finished.epochs());
    planned = epochs.size();
  }

  boolean isFinished() {
    return record.isPresent();
  }

  int planned() {
    return planned;
  }

  List<EpochRecord> epochs() {
    return epochs;
  }

  /** Seconds that it took. */
  OptionalDouble seconds() {
    return record.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(record.get().totalSeconds());
  }

  /**
   * The phase that holds an epoch, its number and how many there are. Where a search chose how many
   * epochs there are, that is the last phase's number.
   */
  PhaseAt phase(int epoch) {
    List<Phase> phases = candidate.strategy().phases();
    int last = 0;
    for (int i = 0; i < phases.size(); i++) {
      last += phases.get(i).epochs();
      if (epoch <= last || i == phases.size() - 1) {
        return new PhaseAt(phases.get(i), i + 1, phases.size());
      }
    }
    throw new IllegalStateException("a strategy has a phase");
  }

  /** A phase among others, counted from 1. */
  record PhaseAt(Phase phase, int number, int of) {

    boolean isLast() {
      return number == of;
    }

    /** In words, such as {@code phase 2 of 2: everything learns}. */
    String words(List<String> stages) {
      String what =
          phase.cut() == 0
              ? "everything learns"
              : phase.cut() < stages.size()
                  ? "%s and what lies behind it learn".formatted(stages.get(phase.cut()))
                  : phase.solver() == Phase.Solver.LBFGS
                      ? "the head is fitted to the end"
                      : "only the head learns";
      return of > 1 ? "phase %d of %d: %s".formatted(number, of, what) : what;
    }
  }

  LiveCourse course(boolean isCurrent) {
    String state =
        isCurrent
            ? "epoch %d of %d".formatted(Math.min(planned, epochs.size() + 1), planned)
            : isFinished() ? "done" : begun ? "stopped" : "waiting";
    Optional<Evaluation> test = record.flatMap(RunRecord::test);
    return new LiveCourse(
        name(),
        label(),
        strategy,
        trainable,
        planned,
        epochs,
        losses.points(),
        test.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(test.get().accuracy()),
        isCurrent && isFinished() ? "test" : state);
  }
}
