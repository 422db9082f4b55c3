package dev.graft.bench.work;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.loading.Augmentation;
import dev.graft.torch.Precision;
import dev.graft.train.Trainer;
import dev.graft.train.cache.Resources;
import dev.graft.train.record.Event;
import dev.graft.train.strategy.Phase;
import dev.graft.train.strategy.Schedule;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Graft's training, one epoch over a few images in memory a piece. Normalising, batching and
 * loading by threads are within what is timed, as the trainer times its epochs.
 */
public final class GraftSteps {

  private static final int SIDE = 224;
  private static final int BATCH = 32;
  private static final double HEAD = 1e-3;
  private static final double BACKBONE = 1e-4;

  /** Fine-tuning with BatchNorm by its stored statistics. */
  private static final String FIXED = "fine-tune-fixed";

  private GraftSteps() {}

  /** WEIGHTS STRATEGY IMAGES PRECISION remember|forget. */
  public static void main(String[] args) throws Exception {
    Precision precision = Precision.valueOf(args[3]);
    boolean remember = args[4].equals("remember");
    var source = DrawnSource.of(Integer.parseInt(args[2]), SIDE);
    Resources resources = Resources.defaults().withPrecision(precision);
    TrainSettings defaults = TrainSettings.defaults();
    var settings =
        new TrainSettings(
            defaults.optimizer(),
            BATCH,
            Schedule.constant(),
            0,
            // Without views every image is remembered after one epoch: the steady state.
            remember ? Augmentation.none() : Augmentation.flip(),
            0,
            remember ? resources : resources.withCacheBytes(0));
    try (Backbone read = Backbone.read(Architecture.named("resnet18"), Path.of(args[0]))) {
      Preprocessing own = read.preprocessing();
      Backbone backbone = read.withPreprocessing(Preprocessing.squash(SIDE, own.mean(), own.std()));
      var worker = new Worker(GraftFacts.of(resources.compute()));
      try (var trainer =
          new Trainer(
              source, Optional.empty(), backbone, settings, event -> listen(worker, event))) {
        trainer.train(args[1], strategy(args[1]), 0).classifier().close();
      }
    }
  }

  private static void listen(Worker worker, Event event) {
    if (event instanceof Event.RunStarted) {
      worker.await();
    } else if (event instanceof Event.EpochDone done) {
      double seconds = done.epoch().seconds();
      worker.done(seconds, (int) Math.round(seconds * done.epoch().imagesPerSecond()));
      worker.await();
    }
  }

  private static Strategy strategy(String name) {
    var endless = new Strategy.Rates(1_000_000, HEAD, BACKBONE, statistics(name));
    if (name.equals(FIXED)) {
      return Strategy.fineTune(Architecture.named("resnet18"), endless);
    }
    return Strategy.named(name, Architecture.named("resnet18"), endless);
  }

  private static Phase.Statistics statistics(String name) {
    return name.equals(FIXED) ? Phase.Statistics.FIXED : Phase.Statistics.MOVE_WHERE_UNFROZEN;
  }
}
