package dev.graft.train.pretraining;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.labelled.PretrainingImages;
import dev.graft.data.loading.Augmentation;
import dev.graft.torch.OptimizerSettings;
import dev.graft.train.Checkpoints;
import dev.graft.train.Trainer;
import dev.graft.train.cache.Resources;
import dev.graft.train.record.Event;
import dev.graft.train.strategy.Phase;
import dev.graft.train.strategy.Schedule;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Training a backbone to tell apart images that Graft draws, each seen once.
 *
 * @param classes what there is to tell apart
 * @param steps batches
 * @param side of the drawn images, in pixels
 * @param rate learning rate of SGD with Nesterov's momentum after the warm-up; it falls to zero as
 *     half a cosine
 * @param warmupSteps over which it rises
 * @param validationImages drawn apart from the others, to be told apart at the end
 * @param seed of the first weights and of the images
 */
public record Pretraining(
    Architecture architecture,
    PretrainingImages.Classes classes,
    int steps,
    int batchSize,
    int side,
    double rate,
    int warmupSteps,
    double weightDecay,
    double labelSmoothing,
    int validationImages,
    long seed) {

  /** Name of the split that is looked at after the last step. */
  public static final String VALIDATION = "validation";

  private static final double MOMENTUM = 0.9;
  private static final List<Float> MEAN = List.of(0.5f, 0.5f, 0.5f);
  private static final List<Float> STD = List.of(0.25f, 0.25f, 0.25f);

  public Pretraining {
    if (steps < 1 || (long) steps * batchSize > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "pretraining takes 1 step or more and 2^31 images at most, got %d steps of %d images"
              .formatted(steps, batchSize));
    }
    if (side < 8 || side > 1024) {
      throw new IllegalArgumentException("drawn images have 8 to 1024 pixels a side, got " + side);
    }
    if (batchSize < 2 || validationImages < 1) {
      throw new IllegalArgumentException(
          "pretraining takes batches of 2 images or more and 1 validation image or more, got %d, %d"
              .formatted(batchSize, validationImages));
    }
  }

  /** The first half of how the weights that come with Graft were made. */
  public static Pretraining defaults() {
    return new Pretraining(
        Architecture.shipped(),
        PretrainingImages.Classes.FORMS,
        4000,
        128,
        64,
        0.1,
        300,
        5e-4,
        0.1,
        2000,
        1);
  }

  /** What images become: all of an image, squashed to {@code inputSize}. */
  public static Preprocessing preprocessing(int inputSize) {
    return Preprocessing.squash(inputSize, MEAN, STD);
  }

  /**
   * Trains; the classifier, to be closed, tells the drawn classes apart.
   *
   * @param start the backbone to go on from, which stays the caller's; empty for random weights
   * @param resources what of the machine it may use; no image is kept
   * @param checkpoints where to keep the state, and to go on from
   */
  public Trainer.Result run(
      Optional<Backbone> start,
      Resources resources,
      Optional<Checkpoints> checkpoints,
      Consumer<Event> events) {
    if (start.isPresent()) {
      Backbone given = start.get().withPreprocessing(preprocessing(side));
      return run(given, Strategy.fineTune(architecture, rates()), resources, checkpoints, events);
    }
    try (Backbone random = Backbone.untrained(architecture, preprocessing(side), seed)) {
      return run(random, Strategy.fromScratch(rates()), resources, checkpoints, events);
    }
  }

  private Strategy.Rates rates() {
    return new Strategy.Rates(1, rate, rate, Phase.Statistics.MOVE_WHERE_UNFROZEN);
  }

  private Trainer.Result run(
      Backbone start,
      Strategy strategy,
      Resources resources,
      Optional<Checkpoints> checkpoints,
      Consumer<Event> events) {
    var settings =
        new TrainSettings(
            new OptimizerSettings.Sgd(MOMENTUM, true, weightDecay),
            batchSize,
            new Schedule(Schedule.Shape.COSINE, warmupSteps),
            labelSmoothing,
            Augmentation.none(), // every image is drawn once, in any pose
            seed,
            resources.withImageBytes(0));
    var train = PretrainingImages.of(classes, steps * batchSize, side, seed);
    var watched =
        new Trainer.Watched(
            VALIDATION, PretrainingImages.of(classes, validationImages, side, ~seed));
    try (var trainer = new Trainer(train, Optional.of(watched), start, settings, events)) {
      return trainer.train("pretraining", strategy, seed, checkpoints);
    }
  }
}
