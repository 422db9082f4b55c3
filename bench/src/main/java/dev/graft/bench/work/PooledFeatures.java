package dev.graft.bench.work;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.loading.Augmentation;
import dev.graft.torch.Precision;
import dev.graft.torch.compute.Compute;
import dev.graft.train.Trainer;
import dev.graft.train.cache.Resources;
import dev.graft.train.strategy.Schedule;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;

/** Feature extraction on many small images: memory of the remembered features, at the end. */
public final class PooledFeatures {

  private static final int SIDE = 32;
  private static final int BATCH = 32;

  private PooledFeatures() {}

  /** WEIGHTS IMAGES PRECISION. */
  public static void main(String[] args) throws Exception {
    int images = Integer.parseInt(args[1]);
    Precision precision = Precision.valueOf(args[2]);
    TrainSettings defaults = TrainSettings.defaults();
    var settings =
        new TrainSettings(
            defaults.optimizer(),
            BATCH,
            Schedule.constant(),
            0,
            Augmentation.none(),
            0,
            Resources.defaults().withPrecision(precision));
    try (Backbone read = Backbone.read(Architecture.named("resnet18"), Path.of(args[0]))) {
      Preprocessing own = read.preprocessing();
      Backbone backbone = read.withPreprocessing(Preprocessing.squash(SIDE, own.mean(), own.std()));
      var rates = new Strategy.Rates(2, 1e-3, 1e-4);
      try (var trainer =
          new Trainer(
              DrawnSource.of(images, SIDE), Optional.empty(), backbone, settings, event -> {})) {
        Strategy strategy = Strategy.featureExtract(Architecture.named("resnet18"), rates);
        var result = trainer.train(strategy.name(), strategy, 0);
        var facts =
            new LinkedHashMap<String, Object>(
                GraftFacts.of(Compute.standard().withPrecision(precision)));
        facts.put("residentBytes", status("VmRSS:"));
        facts.put("peakBytes", status("VmHWM:"));
        facts.put("cache", result.run().cache());
        facts.put("seconds", result.run().totalSeconds());
        result.classifier().close();
        new Worker(facts).await();
      }
    }
  }

  /** Bytes that Linux says; 0 elsewhere. */
  private static long status(String field) throws IOException {
    Path file = Path.of("/proc/self/status");
    if (!Files.exists(file)) {
      return 0;
    }
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElse(0);
  }
}
