package dev.graft.train;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.loading.Augmentation;
import dev.graft.torch.OptimizerSettings;
import dev.graft.torch.Precision;
import dev.graft.train.cache.Resources;
import dev.graft.train.record.Event;
import dev.graft.train.strategy.Phase;
import dev.graft.train.strategy.Schedule;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Two epochs, whose second finds half of its views remembered. */
final class TwoEpochs {

  private static final int IMAGES = 24;
  private static final int BATCH = 8;

  /** Of both. */
  static final int STEPS = 2 * IMAGES / BATCH;

  /** Of each epoch its losses and accuracy; {@code cache} in words, which are no part of it. */
  record End(String weights, List<List<Object>> epochs, String cache) {

    @Override
    public boolean equals(Object other) {
      return other instanceof End end && weights.equals(end.weights) && epochs.equals(end.epochs);
    }

    @Override
    public int hashCode() {
      return weights.hashCode();
    }
  }

  private final Path folder;

  private final Architecture architecture;
  private final String strategy;
  private final OptimizerSettings optimizer;
  private final Precision precision;

  /** With a folder for the backbone. */
  TwoEpochs(
      Path folder,
      Architecture architecture,
      String strategy,
      String optimizer,
      Precision precision) {
    this.folder = folder;
    this.architecture = architecture;
    this.strategy = strategy;
    this.precision = precision;
    this.optimizer =
        switch (optimizer) {
          case "sgd" -> new OptimizerSettings.Sgd(0.9, true, 1e-4);
          case "adamw" -> OptimizerSettings.AdamW.defaults();
          default -> OptimizerSettings.Adam.defaults();
        };
  }

  End run(Optional<Checkpoints> checkpoints, Consumer<Event> events) throws IOException {
    var settings =
        new TrainSettings(
            optimizer,
            BATCH,
            new Schedule(Schedule.Shape.COSINE, 2),
            0.1,
            Augmentation.flip(),
            0,
            Resources.defaults().withPrecision(precision));
    var watched = new Trainer.Watched("validation", Tiny.images(BATCH + 1, 2));
    var rates = new Strategy.Rates(2, 1e-2, 1e-3, Phase.Statistics.MOVE_WHERE_UNFROZEN);
    var named = Strategy.named(strategy, architecture, rates);
    try (Backbone backbone = Tiny.backbone(architecture, folder);
        var trainer =
            new Trainer(Tiny.images(IMAGES, 1), Optional.of(watched), backbone, settings, events)) {
      Trainer.Result result = trainer.train(strategy, named, 4, checkpoints);
      try (Classifier classifier = result.classifier()) {
        List<List<Object>> epochs =
            result.run().epochs().stream()
                .map(
                    e -> List.<Object>of(e.trainLoss(), e.validationAccuracy(), e.validationLoss()))
                .toList();
        return new End(
            classifier.weights().sha256(classifier.weights().names()),
            epochs,
            result.run().cache());
      }
    }
  }
}
