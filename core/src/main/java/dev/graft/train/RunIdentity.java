package dev.graft.train;

import dev.graft.backbone.Backbone;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.Precision;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.layers.Entry;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.util.Optional;

/**
 * Everything a run's numbers depend on, in words: checkpoints of another one are refused.
 *
 * @param rest all but the arithmetic
 */
record RunIdentity(String rest, Precision precision, int threads) {

  static RunIdentity of(
      Strategy strategy,
      long seed,
      TrainSettings settings,
      ImageSource train,
      Optional<Trainer.Watched> watched,
      Backbone backbone) {
    // By their values: where they were found may change between two processes.
    String weights =
        backbone
            .weights()
            .sha256(backbone.architecture().entries().stream().map(Entry::name).toList());
    String rest =
        "%s seed %d batch %d %s %s %s smoothing %s %s balanced %s mixup %s on %d images %s, %s, backbone %s %s, %s, %s"
            .formatted(
                strategy,
                seed,
                settings.batchSize(),
                settings.optimizer(),
                settings.schedule(),
                settings.augmentation().name(),
                settings.labelSmoothing(),
                settings.earlyStopping(),
                settings.balanced(),
                settings.mixup(),
                train.size(),
                train.fingerprint(),
                watched.map(RunIdentity::of).orElse("none watched"),
                backbone.architecture().identity(),
                weights,
                backbone.preprocessing(),
                settings.resources().decoding());
    Compute compute = settings.resources().compute();
    return new RunIdentity(rest, compute.precision(), compute.threads());
  }

  /** The words for the same run with its arithmetic in {@code other}. */
  String in(Precision other) {
    return "%s, %s with %d threads".formatted(rest, other, threads);
  }

  /** They may decide which epoch is kept, when training ends, and how a head is fitted. */
  private static String of(Trainer.Watched watched) {
    return "%s %s watched%s"
        .formatted(
            watched.split(),
            watched.images().fingerprint(),
            watched.calibrates() ? " and deciding" : "");
  }
}
