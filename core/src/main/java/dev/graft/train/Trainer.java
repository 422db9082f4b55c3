package dev.graft.train;

import dev.graft.backbone.Backbone;
import dev.graft.data.batch.EpochPlan;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.tensors.Lifetime;
import dev.graft.torch.tensors.ProcessorSupport;
import dev.graft.train.evaluation.Temperature;
import dev.graft.train.features.Features;
import dev.graft.train.features.PrefixPool;
import dev.graft.train.loop.Run;
import dev.graft.train.record.Event;
import dev.graft.train.record.RunRecord;
import dev.graft.train.strategy.Enough;
import dev.graft.train.strategy.Phase;
import dev.graft.train.strategy.Schedule;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Trains classifiers on one set of images with one backbone; runs that freeze the same stages share
 * what the frozen prefix computed. It is given no test images.
 *
 * <p>The same run gives the same numbers, to the digit, on the same machine with as many threads,
 * whatever ran before it: what frozen stages make of an image does not depend on the images beside
 * it. Use from one thread; another may close it, or the backbone, which takes effect when the run
 * under way has ended, and later runs get an {@link IllegalStateException}.
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
  private final FittedHeads heads;
  private final Lifetime lifetime = new Lifetime("trainer", this::release);

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

  /**
   * A trainer that tells {@code events} how it goes.
   *
   * @throws dev.graft.torch.UnavailablePrecisionException if this processor does not compute in the
   *     precision of the settings
   */
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
    ProcessorSupport.require(settings.resources().precision());
    this.train = train;
    this.watched = watched;
    this.backbone = backbone;
    this.settings = settings.forImages(train.size());
    this.events = events;
    this.features = shared.orElseGet(() -> new Features(settings.resources(), events));
    this.ownFeatures = shared.isEmpty();
    this.prefixes =
        new PrefixPool(train, watched.map(Watched::images), backbone, this.settings, features);
    this.heads = new FittedHeads(train, watched, this.settings);
  }

  /** One classifier, with no images watched. */
  static Classifier once(
      ImageSource train, Backbone backbone, Strategy strategy, TrainOptions options) {
    TrainSettings settings = options.settings();
    try (var trainer = new Trainer(train, Optional.empty(), backbone, settings, options.events())) {
      return trainer.train(strategy.name(), strategy, settings.seed()).classifier();
    }
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
    return train(label, strategy, seed, checkpoints, settings, stepsPerEpoch(), Optional.empty());
  }

  /**
   * The same, with a temperature that images outside of this training told: out-of-fold predictions
   * know more of it than a few validation images.
   */
  public Result train(String label, Strategy strategy, long seed, Temperature known) {
    return train(
        label, strategy, seed, Optional.empty(), settings, stepsPerEpoch(), Optional.of(known));
  }

  /** How many steps make an epoch of all training images. */
  public int stepsPerEpoch() {
    return EpochPlan.steps(train.size(), settings.batchSize());
  }

  /**
   * A short run that shows what rates are worth.
   *
   * @param steps an epoch, from 1 to {@link #stepsPerEpoch}
   * @param schedule of the rates, instead of the settings' own
   */
  public Result tryOut(String label, Strategy strategy, long seed, int steps, Schedule schedule) {
    if (steps < 1 || steps > stepsPerEpoch()) {
      throw new IllegalArgumentException(
          "steps an epoch must be 1 to %d, got %d".formatted(stepsPerEpoch(), steps));
    }
    TrainSettings how =
        settings.withSchedule(schedule).withEarlyStopping(settings.earlyStopping().withoutChoice());
    return train(label, strategy, seed, Optional.empty(), how, steps, Optional.empty());
  }

  private Result train(
      String label,
      Strategy asked,
      long seed,
      Optional<Checkpoints> checkpoints,
      TrainSettings how,
      int steps,
      Optional<Temperature> known) {
    asked.requireGradients(backbone.architecture());
    Strategy strategy = new Enough(backbone.architecture(), train.size(), how).of(asked);
    int classes = train.classNames().size();
    int shallowest = strategy.phases().get(strategy.phases().size() - 1).cut();
    boolean moving =
        strategy.phases().stream()
            .anyMatch(phase -> phase.statistics() == Phase.Statistics.MOVE_EVERYWHERE);
    int frozen = moving ? 0 : shallowest;
    try (var use = lifetime.use();
        var read = backbone.use();
        var kept = features.use();
        var entered = how.resources().compute().enter()) {
      var run = new Run(label, strategy, seed, backbone, classes, frozen);
      try {
        Keeper keeper = keeper(checkpoints, run, how);
        events.accept(run.started());
        prefixes.beginRun();
        new Course(run, keeper, train, watched, how, steps, prefixes, heads, events).follow();
        return result(run, keeper, frozen, known.orElseGet(() -> temperature(run)));
      } catch (RuntimeException | Error e) {
        run.weights().close();
        throw e;
      }
    }
  }

  private Result result(Run run, Keeper keeper, int frozen, Temperature temperature) {
    String digest = backbone.weights().sha256(run.frozen());
    run.checkFrozen(digest);
    var classifier =
        new Classifier(
            backbone.architecture(),
            run.weights(),
            backbone.preprocessing(),
            train.classNames(),
            temperature,
            new Classifier.Frozen(frozen, digest),
            settings.resources().compute());
    RunRecord record =
        run.record(
            watched.map(Watched::split).orElse("none"),
            digest,
            keeper.seconds(),
            prefixes.foundSeconds(),
            PeakMemory.bytes());
    events.accept(new Event.RunDone(record));
    return new Result(classifier, record);
  }

  private Keeper keeper(Optional<Checkpoints> checkpoints, Run run, TrainSettings how) {
    return new Keeper(
        checkpoints,
        run,
        () -> RunIdentity.of(run.strategy(), run.seed(), how, train, watched, backbone));
  }

  /** Of the network as it is after the epoch that is kept. */
  private Temperature temperature(Run run) {
    boolean fitted = watched.map(Watched::calibrates).orElse(false);
    int kept = run.best().number(run.epochs()) - 1;
    return fitted ? run.epochs().get(kept).temperature().orElseThrow() : Temperature.NONE;
  }

  @Override
  public void close() {
    lifetime.close();
  }

  private void release() {
    prefixes.close();
    if (ownFeatures) {
      features.close();
    }
  }
}
