package dev.graft.train;

import dev.graft.data.batch.EpochPlan;
import dev.graft.data.batch.Sample;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.train.evaluation.Scores;
import dev.graft.train.evaluation.Temperature;
import dev.graft.train.features.PrefixPool;
import dev.graft.train.features.Prefixes;
import dev.graft.train.loop.BestEpoch;
import dev.graft.train.loop.ClassWeights;
import dev.graft.train.loop.Mixup;
import dev.graft.train.loop.Run;
import dev.graft.train.loop.Scorer;
import dev.graft.train.loop.TrainedSuffix;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.Event;
import dev.graft.train.record.StepTimes;
import dev.graft.train.strategy.EarlyStopping;
import dev.graft.train.strategy.Phase;
import dev.graft.train.strategy.TrainSettings;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** Takes one run through its phases: epochs, a look at the watched images after each, and care. */
final class Course {

  private final Run run;
  private final Keeper keeper;
  private final ImageSource train;
  private final Optional<Trainer.Watched> watched;
  private final TrainSettings settings;
  private final int stepsPerEpoch;
  private final List<Double> classWeights;
  private final Mixup mixup;
  private final PrefixPool prefixes;
  private final FittedHeads heads;
  private final Consumer<Event> events;

  /** A run about to begin, or to go on, with so many steps an epoch. */
  Course(
      Run run,
      Keeper keeper,
      ImageSource train,
      Optional<Trainer.Watched> watched,
      TrainSettings settings,
      int stepsPerEpoch,
      PrefixPool prefixes,
      FittedHeads heads,
      Consumer<Event> events) {
    this.run = run;
    this.keeper = keeper;
    this.train = train;
    this.watched = watched;
    this.settings = settings;
    this.stepsPerEpoch = stepsPerEpoch;
    this.classWeights = ClassWeights.of(train, settings.balanced());
    this.mixup = new Mixup(settings.mixup());
    this.prefixes = prefixes;
    this.heads = heads;
    this.events = events;
  }

  /** All phases, one after the other; the run's weights are then those of the epoch it keeps. */
  void follow() {
    for (int i = keeper.firstPhase(); i < run.strategy().phases().size(); i++) {
      Phase phase = run.strategy().phases().get(i);
      if (phase.solver() == Phase.Solver.LBFGS) {
        fit(phase, i);
      } else {
        while (!steps(phase, i)) {
          events.accept(new Event.Notice(lowered()));
        }
      }
    }
    if (!run.best().weights().isEmpty()) {
      run.weights().restore(run.movingNames(), run.best().weights());
    }
  }

  private String lowered() {
    return ("%s: its first epoch was worse than the frozen backbone it began with; it was trained"
            + " again with %.2g times the learning rates")
        .formatted(run.label(), Math.pow(EarlyStopping.LOWERED, run.lowered()));
  }

  /** False if it must begin again, with lower rates. */
  private boolean steps(Phase phase, int index) {
    long steps = (long) stepsPerEpoch * phase.epochs();
    tellPhase(index);
    try (TrainedSuffix suffix = run.suffix(phase, settings, classWeights);
        Prefixes ahead = prefixes.of(phase, run.weights())) {
      run.checkTrainable(phase);
      ahead.begin();
      int before = keeper.epochsBefore(index);
      keeper.begin(index, suffix);
      while (run.epochs().size() - before < phase.epochs() && !patienceIsOver(before)) {
        int i = run.epochs().size() - before;
        Tally tally = keeper.resumed((long) i * stepsPerEpoch);
        EpochRecord done;
        try {
          done = epoch(ahead, suffix, tally, index, steps);
        } catch (CancellationException e) {
          keeper.stopped(tally);
          throw e;
        }
        if (i == 0 && losesToFrozen(done, index)) {
          run.weights().restore(run.movingNames(), run.best().weights());
          run.lowered(run.lowered() + 1);
          return false;
        }
        finish(done);
      }
      run.note(ahead.describe(), ahead.foundSome());
      return true;
    }
  }

  private boolean patienceIsOver(int before) {
    int patience = settings.earlyStopping().patience();
    List<EpochRecord> mine = run.epochs().subList(before, run.epochs().size());
    return patience > 0 && mayDecide() && BestEpoch.withoutGain(mine) >= patience;
  }

  /**
   * Whether the first epoch after a fitted head is worse than that head by more than chance
   * explains: two standard errors of the difference of two accuracies.
   */
  private boolean losesToFrozen(EpochRecord done, int index) {
    boolean afterFit =
        index > 0
            && run.strategy().phases().get(index - 1).solver() == Phase.Solver.LBFGS
            && !run.best().weights().isEmpty();
    if (!afterFit || run.lowered() >= EarlyStopping.MOST_LOWERED) {
      return false;
    }
    EpochRecord head = run.epochs().get(run.epochs().size() - 1);
    double before = head.validationAccuracy().orElse(0);
    double chance =
        2 * Math.sqrt(2 * before * (1 - before) / watched.orElseThrow().images().size());
    return BestEpoch.loss(done) > BestEpoch.loss(head)
        && done.validationAccuracy().orElse(0) < before - chance;
  }

  private void finish(EpochRecord done) {
    run.add(done);
    if (settings.earlyStopping().keepsBest() && mayDecide()) {
      run.best().offer(done, run::moving);
    }
    keeper.epochDone();
    events.accept(new Event.EpochDone(run.label(), done));
  }

  private boolean mayDecide() {
    return watched.map(Trainer.Watched::calibrates).orElse(false);
  }

  private EpochRecord epoch(
      Prefixes ahead, TrainedSuffix suffix, Tally tally, int phase, long steps) {
    int epoch = run.epochs().size();
    List<List<Sample>> plan =
        EpochPlan.shuffled(
                train.size(), settings.batchSize(), settings.augmentation(), run.seed(), epoch)
            .subList(0, stepsPerEpoch);
    ahead
        .train()
        .forEach(
            plan.subList(tally.steps(), plan.size()),
            (input, labels) -> {
              suffix.scaleRates(settings.schedule().factor(tally.step(), steps));
              long seed = stepSeed(epoch, tally.step());
              Mixup.Mixed mixed = mixup.of(input, labels, seed);
              double loss = suffix.step(mixed.input(), mixed.target(), seed);
              tally.add(loss, labels.length);
              tell(epoch + 1, tally.images(), OptionalDouble.of(loss));
              keeper.stepDone(tally);
            });
    Optional<StepTimes> times =
        ahead.stepsAreAlike(run.backboneStages()) ? tally.stepTimes(phase) : Optional.empty();
    return seen(ahead, tally.meanLoss(), OptionalDouble.empty(), tally, times);
  }

  private long stepSeed(int epoch, long step) {
    return run.seed() * 1_000_003 + epoch * 100_000_007L + step;
  }

  private void fit(Phase phase, int index) {
    if (run.epochs().size() > keeper.epochsBefore(index)) {
      return; // an earlier process did
    }
    tellPhase(index);
    try (Prefixes ahead = prefixes.of(phase, run.weights())) {
      ahead.begin();
      keeper.begin(index);
      var tally = new Tally(0);
      int epoch = run.epochs().size() + 1;
      long start = System.nanoTime();
      FittedHeads.Fitted head =
          heads.of(phase.cut(), ahead, done -> tell(epoch, done, OptionalDouble.empty()));
      run.putHead(head.solution());
      tally.add(head.solution().loss(), train.size());
      double before = head.seconds() - (System.nanoTime() - start) / 1e9; // an earlier run's
      tally.credit(Math.max(0, before));
      keeper.credit(Math.max(0, before));
      OptionalDouble penalty = OptionalDouble.of(head.solution().penalty());
      EpochRecord done = seen(ahead, head.solution().loss(), penalty, tally, Optional.empty());
      run.note(head.cache(), head.found());
      finish(done);
    }
  }

  private void tellPhase(int index) {
    int phases = run.strategy().phases().size();
    events.accept(new Event.PhaseStarted(index + 1, phases, run.epochs().size() + 1));
  }

  private void tell(int epoch, int done, OptionalDouble loss) {
    int all = Math.min(train.size(), stepsPerEpoch * settings.batchSize());
    events.accept(new Event.Progress(Event.Work.TRAINING, epoch, done, Math.max(all, done), loss));
  }

  /** The epoch that ended, with a look at the watched images. */
  private EpochRecord seen(
      Prefixes ahead,
      double trainLoss,
      OptionalDouble penalty,
      Tally tally,
      Optional<StepTimes> times) {
    int epoch = run.epochs().size() + 1;
    long start = System.nanoTime();
    Optional<Scores> seen = watch(ahead, epoch);
    Optional<Temperature> temperature = seen.map(Scores::temperature);
    return new EpochRecord(
        epoch,
        trainLoss,
        figure(seen, Scores::accuracy),
        figure(seen, Scores::negativeLogLikelihood),
        temperature,
        figure(seen, s -> s.divided(temperature.orElseThrow().value()).loss(settings.metric())),
        penalty,
        tally.seconds(),
        (System.nanoTime() - start) / 1e9,
        tally.images() / tally.seconds(),
        times);
  }

  private static OptionalDouble figure(Optional<Scores> seen, ToDoubleFunction<Scores> what) {
    return seen.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(what.applyAsDouble(seen.get()));
  }

  private Optional<Scores> watch(Prefixes ahead, int epoch) {
    if (watched.isEmpty()) {
      return Optional.empty();
    }
    ImageSource images = watched.get().images();
    var scorer = new Scorer(images.size(), Event.Work.VALIDATION, epoch, events);
    try (FrozenNetwork network = run.network(ahead.watchedCut(), settings.resources().compute())) {
      ahead
          .watched()
          .forEach(
              EpochPlan.inOrder(images.size(), settings.batchSize()),
              (input, labels) -> scorer.add(network.forward(input), labels));
    }
    return Optional.of(scorer.scores(watched.get().split()));
  }
}
