package dev.graft.compare;

import dev.graft.backbone.Architecture;
import dev.graft.train.EpochRecord;
import dev.graft.train.Event;
import dev.graft.train.RunRecord;
import dev.graft.train.Schedule;
import dev.graft.train.Strategy;
import dev.graft.train.TrainSettings;
import dev.graft.train.Trainer;
import dev.graft.train.TrainingDivergedException;
import java.util.ArrayList;
import java.util.List;

/** Short runs, and what they showed. */
final class Trials {

  private final Trainer trainer;
  private final TrialVoice voice;
  private final Architecture architecture;
  private final TrainSettings settings;
  private final Strategy.Rates rates;
  private final Search.Sizes sizes;
  private final List<Tuning.Trial> all = new ArrayList<>();

  /** Learning rates of head and backbone. */
  record Point(double head, double backbone) {}

  /** What a short run showed. */
  record Seen(Tuning.Trial trial, List<Double> losses, double perImage, double looking) {}

  /** {@code rates} says what is no rate. */
  Trials(
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
    voice.begin();
    var schedule = new Schedule(Schedule.Shape.CONSTANT, 0);
    Strategy probe = Strategy.probe(architecture);
    trainer
        .tryOut(probe.name(), probe, settings.seed(), sizes.train(), schedule)
        .classifier()
        .close();
    voice.end();
  }

  /** Log loss on the validation images after so many training images. */
  double loss(Candidate candidate, Point point, int images) {
    return tryOut(candidate, point, images, Schedule.Shape.COSINE).trial().loss();
  }

  /** A run on so many images, an epoch or more of them where that is more than there are. */
  Seen tryOut(Candidate candidate, Point point, int images, Schedule.Shape shape) {
    int epochs = Math.max(1, (int) Math.round((double) images / sizes.train()));
    int steps =
        Math.max(1, Math.min(images / epochs, sizes.train()) / settings.batchSize()) * epochs;
    var schedule = new Schedule(shape, shape == Schedule.Shape.RANGE ? 0 : steps / 8);
    long start = System.nanoTime();
    double loss = Double.POSITIVE_INFINITY;
    double accuracy = 0;
    double perImage = 0;
    double looking = 0;
    voice.begin();
    try {
      Strategy strategy = strategy(candidate, point, epochs);
      Trainer.Result result =
          trainer.tryOut(candidate.label(), strategy, settings.seed(), images / epochs, schedule);
      result.classifier().close();
      EpochRecord last = last(result.run());
      loss = last.calibratedLoss().orElseThrow();
      accuracy = last.validationAccuracy().orElseThrow();
      perImage = 1 / last.imagesPerSecond();
      looking = last.validationSeconds() / sizes.validation();
    } catch (TrainingDivergedException e) {
      perImage = since(start) / Math.max(1, voice.losses() * settings.batchSize());
      looking = perImage / 2; // no gradients
    }
    var trial =
        new Tuning.Trial(
            candidate.label(),
            point.head(),
            point.backbone(),
            steps * settings.batchSize(),
            loss,
            accuracy,
            since(start));
    List<Double> losses = voice.end();
    if (shape != Schedule.Shape.RANGE) {
      all.add(trial);
      voice.say(
          new Event.TrialDone(
              trial.label(), point.head(), point.backbone(), trial.images(), loss, accuracy));
    }
    return new Seen(trial, losses, perImage, looking);
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
