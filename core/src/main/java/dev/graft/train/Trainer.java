package dev.graft.train;

import dev.graft.backbone.Backbone;
import dev.graft.data.EpochPlan;
import dev.graft.data.ImageSource;
import dev.graft.data.Sample;
import dev.graft.data.View;
import dev.graft.torch.FrozenNetwork;
import dev.graft.torch.Native;
import dev.graft.torch.Precision;
import dev.graft.torch.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Trains classifiers on one set of images with one backbone; runs that freeze the same stages share
 * what the frozen prefix computed. It is given no test images.
 *
 * <p>The same run gives the same numbers, to the digit, on the same machine with as many threads,
 * whatever ran before it: what frozen stages make of an image does not depend on the images beside
 * it. Use from one thread.
 */
public final class Trainer implements AutoCloseable {

  private final ImageSource train;
  private final Optional<Watched> watched;
  private final Backbone backbone;
  private final TrainSettings settings;
  private final Consumer<Event> events;
  private final Features features;
  private final boolean ownFeatures;
  private final PrefixPool prefixes;

  /**
   * Images looked at after every epoch, and the name of their split.
   *
   * @param calibrates whether the classifier's temperature is fitted on them: not on test images
   */
  public record Watched(String split, ImageSource images, boolean calibrates) {

    /** Images that are no test images. */
    public Watched(String split, ImageSource images) {
      this(split, images, true);
    }
  }

  /** A trained classifier, to be closed by the caller, and the record of its making. */
  public record Result(Classifier classifier, RunRecord run) {}

  /** A trainer that tells {@code events} how it goes. */
  public Trainer(
      ImageSource train,
      Optional<Watched> watched,
      Backbone backbone,
      TrainSettings settings,
      Consumer<Event> events) {
    this(train, watched, backbone, settings, Optional.empty(), events);
  }

  /** A trainer that shares {@code features} with others; they stay the caller's to close. */
  public Trainer(
      ImageSource train,
      Optional<Watched> watched,
      Backbone backbone,
      TrainSettings settings,
      Features features,
      Consumer<Event> events) {
    this(train, watched, backbone, settings, Optional.of(features), events);
  }

  private Trainer(
      ImageSource train,
      Optional<Watched> watched,
      Backbone backbone,
      TrainSettings settings,
      Optional<Features> shared,
      Consumer<Event> events) {
    this.train = train;
    this.watched = watched;
    this.backbone = backbone;
    this.settings = settings;
    this.events = events;
    this.features = shared.orElseGet(() -> new Features(settings.resources(), events));
    this.ownFeatures = shared.isEmpty();
    this.prefixes =
        new PrefixPool(train, watched.map(Watched::images), backbone, settings, features);
  }

  /**
   * Trains one classifier.
   *
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public Result train(String label, Strategy strategy, long seed) {
    return train(label, strategy, seed, Optional.empty());
  }

  /**
   * The same; with checkpoints it goes on where an earlier one was stopped. The last checkpoint is
   * the caller's to delete once the result is safe.
   *
   * @throws java.io.UncheckedIOException if a checkpoint is damaged, belongs to another training or
   *     cannot be written
   */
  public Result train(
      String label, Strategy strategy, long seed, Optional<Checkpoints> checkpoints) {
    int classes = train.classNames().size();
    int shallowest = strategy.phases().get(strategy.phases().size() - 1).cut();
    boolean moving =
        strategy.phases().stream()
            .anyMatch(phase -> phase.statistics() == Phase.Statistics.MOVE_EVERYWHERE);
    var run = new Run(label, strategy, seed, backbone, classes, moving ? 0 : shallowest);
    try {
      var keeper =
          new Keeper(
              checkpoints, run, () -> RunIdentity.of(strategy, seed, settings, train, backbone));
      events.accept(run.started());
      for (int i = keeper.firstPhase(); i < strategy.phases().size(); i++) {
        Phase phase = strategy.phases().get(i);
        if (phase.solver() == Phase.Solver.LBFGS) {
          fit(run, phase, i, keeper);
        } else {
          train(run, phase, i, keeper);
        }
      }
      String digest = backbone.weights().sha256(run.frozen());
      run.checkFrozen(digest);
      var classifier =
          new Classifier(
              backbone.architecture(),
              run.weights(),
              backbone.preprocessing(),
              train.classNames(),
              temperature(run),
              new Classifier.Frozen(moving ? 0 : shallowest, digest));
      double seconds = keeper.seconds();
      RunRecord record =
          run.record(
              watched.map(Watched::split).orElse("none"), digest, seconds, PeakMemory.bytes());
      events.accept(new Event.RunDone(record));
      return new Result(classifier, record);
    } catch (RuntimeException | Error e) {
      run.weights().close();
      throw e;
    }
  }

  /** Of the network as it is after its last epoch. */
  private double temperature(Run run) {
    boolean fitted = watched.map(Watched::calibrates).orElse(false);
    EpochRecord last = run.epochs().get(run.epochs().size() - 1);
    return fitted ? last.temperature().orElseThrow() : TemperatureScaling.NONE;
  }

  private void train(Run run, Phase phase, int index, Keeper keeper) {
    int perEpoch = EpochPlan.steps(train.size(), settings.batchSize());
    long steps = (long) perEpoch * phase.epochs();
    try (TrainedSuffix suffix = run.suffix(phase, settings);
        Prefixes ahead = prefixes.of(phase, run.weights())) {
      run.checkTrainable(phase);
      ahead.begin();
      keeper.begin(index, suffix);
      int before = run.strategy().phases().subList(0, index).stream().mapToInt(Phase::epochs).sum();
      for (int i = run.epochs().size() - before; i < phase.epochs(); i++) {
        int epoch = run.epochs().size();
        Tally tally = keeper.resumed((long) i * perEpoch);
        try {
          run.add(epoch(run, ahead, suffix, tally, steps, keeper));
        } catch (CancellationException e) {
          keeper.stopped(tally);
          throw e;
        }
        keeper.epochDone();
        events.accept(new Event.EpochDone(run.label(), run.epochs().get(epoch)));
      }
      run.note(ahead.describe(), ahead.foundSome());
    }
  }

  private void fit(Run run, Phase phase, int index, Keeper keeper) {
    if (run.epochs().size() > index) {
      return; // an earlier process did
    }
    try (Prefixes ahead = prefixes.of(phase, run.weights())) {
      ahead.begin();
      keeper.begin(index);
      long start = System.nanoTime();
      List<View> views = View.ofEvaluation(settings.augmentation().name().equals("flip"));
      int epoch = run.epochs().size() + 1;
      HeadFit.Rows rows =
          HeadFit.Rows.of(
              ahead.train(),
              train,
              settings.batchSize(),
              views,
              images -> tell(epoch, images, OptionalDouble.empty()));
      Optional<HeadFit.Rows> judges =
          watched
              .filter(Watched::calibrates)
              .map(
                  seen ->
                      HeadFit.Rows.of(
                          ahead.watched(),
                          seen.images(),
                          settings.batchSize(),
                          View.ofEvaluation(false),
                          images -> {}));
      var head = new HeadFit(train.classNames().size()).fit(rows, views.size(), judges);
      run.putHead(head);
      double seconds = (System.nanoTime() - start) / 1e9;
      run.add(seen(run, ahead, head.loss(), OptionalDouble.of(head.penalty()), seconds));
      run.note(ahead.describe(), ahead.foundSome());
      keeper.epochDone();
      events.accept(new Event.EpochDone(run.label(), run.epochs().get(run.epochs().size() - 1)));
    }
  }

  private void tell(int epoch, int images, OptionalDouble loss) {
    events.accept(new Event.Progress(Event.Work.TRAINING, epoch, images, train.size(), loss));
  }

  private EpochRecord epoch(
      Run run, Prefixes ahead, TrainedSuffix suffix, Tally tally, long steps, Keeper keeper) {
    int epoch = run.epochs().size();
    List<List<Sample>> plan =
        EpochPlan.shuffled(
            train.size(), settings.batchSize(), settings.augmentation(), run.seed(), epoch);
    ahead
        .train()
        .forEach(
            plan.subList(tally.steps(), plan.size()),
            (input, labels) -> {
              suffix.scaleRates(settings.schedule().factor(tally.step(), steps));
              Native.seed(run.seed() * 1_000_003 + epoch * 100_000_007L + tally.step());
              double loss = suffix.step(input, Tensor.ofIndices(labels));
              tally.add(loss, labels.length);
              tell(epoch + 1, tally.images(), OptionalDouble.of(loss));
              keeper.stepDone(tally);
            });
    return seen(run, ahead, tally.meanLoss(), OptionalDouble.empty(), tally.seconds());
  }

  /** The epoch that ended, with a look at the watched images. */
  private EpochRecord seen(
      Run run, Prefixes ahead, double trainLoss, OptionalDouble penalty, double seconds) {
    int epoch = run.epochs().size() + 1;
    long start = System.nanoTime();
    Optional<Scores> seen = watch(ahead, run, epoch);
    return new EpochRecord(
        epoch,
        trainLoss,
        figure(seen, Scores::accuracy),
        figure(seen, Scores::negativeLogLikelihood),
        figure(seen, Scores::temperature),
        penalty,
        seconds,
        (System.nanoTime() - start) / 1e9,
        train.size() / seconds);
  }

  private static OptionalDouble figure(Optional<Scores> seen, ToDoubleFunction<Scores> what) {
    return seen.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(what.applyAsDouble(seen.get()));
  }

  private Optional<Scores> watch(Prefixes ahead, Run run, int epoch) {
    if (watched.isEmpty()) {
      return Optional.empty();
    }
    ImageSource images = watched.get().images();
    var scorer = new Scorer(images.size(), Event.Work.VALIDATION, epoch, events);
    Precision precision = settings.resources().precision();
    try (FrozenNetwork network = run.network(ahead.watchedCut(), precision)) {
      ahead
          .watched()
          .forEach(
              EpochPlan.inOrder(images.size(), settings.batchSize()),
              (input, labels) -> scorer.add(network.forward(input), labels));
    }
    return Optional.of(scorer.scores(watched.get().split()));
  }

  @Override
  public void close() {
    prefixes.close();
    if (ownFeatures) {
      features.close();
    }
  }
}
