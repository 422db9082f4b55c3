package dev.graft.compare.search;

import dev.graft.backbone.Architecture;
import dev.graft.compare.record.Candidate;
import dev.graft.compare.record.Tuning;
import dev.graft.train.Trainer;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.Event;
import dev.graft.train.record.RunRecord;
import dev.graft.train.record.TrainingDivergedException;
import dev.graft.train.strategy.Phase;
import dev.graft.train.strategy.Schedule;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Short runs, and what they showed. */
public final class Trials {

  /** Steps of a range test. */
  static final int RANGE_STEPS = 20;

  private final Trainer trainer;
  private final TrialVoice voice;
  private final Architecture architecture;
  private final TrainSettings settings;
  private final Strategy.Rates rates;
  private final Search.Sizes sizes;
  private final int whole;
  private final List<Tuning.Trial> all = new ArrayList<>();

  /** Learning rates of head and backbone. */
  record Point(double head, double backbone) {}

  /**
   * What a short run showed.
   *
   * @param losses of its steps, up to the first that was no number
   * @param steps that were planned
   * @param perImage seconds of training
   * @param looking seconds of evaluation, an image
   */
  record Seen(
      List<Double> losses,
      int steps,
      double loss,
      double accuracy,
      double perImage,
      double looking) {}

  /** {@code rates} says what is no rate. */
  public Trials(
      Trainer trainer,
      TrialVoice voice,
      Architecture architecture,
      TrainSettings settings,
      Strategy.Rates rates,
      Search.Sizes sizes) {
    this.trainer = trainer;
    this.voice = voice;
    this.architecture = architecture;
    this.settings = settings;
    this.rates = rates;
    this.sizes = sizes;
    this.whole = trainer.stepsPerEpoch();
  }

  /** All so far. */
  List<Tuning.Trial> all() {
    return all;
  }

  /**
   * What frozen stages make of all images is computed now, so that later times are those of
   * training; the head that comes with it is what every other is measured by.
   */
  void prepare() {
    var schedule = new Schedule(Schedule.Shape.CONSTANT, 0);
    Strategy probe = Strategy.probe(architecture);
    voice.begin(probe.name(), "features of all images");
    trainer.tryOut(probe.name(), probe, settings.seed(), whole, schedule).classifier().close();
    voice.end();
  }

  /**
   * Log loss on the validation images after so many training images, an epoch or more of them where
   * that is more than there are; infinite where training diverged.
   */
  double loss(Candidate candidate, Point point, int images) {
    int epochs = Math.max(1, (int) Math.round((double) images / sizes.train()));
    int each = images / epochs;
    int steps =
        each >= sizes.train() ? whole : Math.max(1, Math.min(whole, each / settings.batchSize()));
    Strategy strategy = strategy(candidate, point, epochs);
    var schedule = new Schedule(Schedule.Shape.COSINE, epochs * steps / 8);
    long start = System.nanoTime();
    String what = String.format(Locale.ROOT, "rate %.1e", point.backbone());
    Seen seen = tryOut(candidate.label(), what, strategy, steps, schedule);
    var trial =
        new Tuning.Trial(
            candidate.label(),
            point.head(),
            point.backbone(),
            passes(strategy) * (steps == whole ? sizes.train() : steps * settings.batchSize()),
            seen.loss(),
            seen.accuracy(),
            since(start));
    all.add(trial);
    voice.say(
        new Event.TrialDone(
            trial.label(),
            trial.headRate(),
            trial.backboneRate(),
            trial.images(),
            trial.loss(),
            trial.accuracy()));
    return trial.loss();
  }

  /**
   * A run whose rates rise to the candidate's own over at least {@link #RANGE_STEPS} steps, an
   * epoch or more. Of its phases of steps there is the last alone: the others would each have a
   * rise of their own, and hand on what that broke.
   */
  Seen range(Candidate candidate) {
    int epochs = (RANGE_STEPS + whole - 1) / whole;
    int steps = (RANGE_STEPS + epochs - 1) / epochs;
    Strategy all = candidate.strategy();
    var phases =
        new ArrayList<>(
            all.phases().stream().filter(p -> p.solver() == Phase.Solver.LBFGS).toList());
    phases.add(all.phases().get(all.phases().size() - 1).withEpochs(epochs));
    var strategy = new Strategy(all.name(), phases, all.start());
    var schedule = new Schedule(Schedule.Shape.RANGE, 0);
    return tryOut(candidate.label(), "rising rate", strategy, steps, schedule);
  }

  private Seen tryOut(String label, String what, Strategy strategy, int steps, Schedule schedule) {
    long start = System.nanoTime();
    int planned = steps * passes(strategy);
    voice.begin(label, what);
    try {
      Trainer.Result result = trainer.tryOut(label, strategy, settings.seed(), steps, schedule);
      result.classifier().close();
      EpochRecord last = last(result.run());
      return new Seen(
          voice.end(),
          planned,
          last.calibratedLoss().orElseThrow(),
          last.validationAccuracy().orElseThrow(),
          1 / last.imagesPerSecond(),
          last.validationSeconds() / sizes.validation());
    } catch (TrainingDivergedException e) {
      List<Double> losses = voice.end();
      double perImage = since(start) / Math.max(1, losses.size() * settings.batchSize());
      double looking = perImage / 2; // no gradients
      return new Seen(losses, planned, Double.POSITIVE_INFINITY, 0, perImage, looking);
    }
  }

  /** How often a strategy's steps see the training images, over all phases. */
  static int passes(Strategy strategy) {
    return strategy.phases().stream()
        .filter(phase -> phase.solver() == Phase.Solver.STEPS)
        .mapToInt(Phase::epochs)
        .sum();
  }

  /** The candidate's strategy with these rates. */
  Strategy strategy(Candidate candidate, Point point, int epochs) {
    return Strategy.named(
        candidate.strategy().name(),
        architecture,
        new Strategy.Rates(
            epochs, point.head(), point.backbone(), rates.statistics(), rates.stageFactor()));
  }

  /** How many rates of it were tried. */
  int tried(Candidate candidate) {
    return (int)
        all.stream()
            .filter(trial -> trial.label().equals(candidate.label()))
            .map(trial -> List.of(trial.headRate(), trial.backboneRate()))
            .distinct()
            .count();
  }

  private static EpochRecord last(RunRecord run) {
    return run.epochs().get(run.epochs().size() - 1);
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
