package dev.graft.train;

import dev.graft.backbone.Backbone;
import dev.graft.data.ImageSource;
import dev.graft.torch.Entry;
import dev.graft.torch.Native;
import java.util.Optional;

/** Everything a run's numbers depend on, in words: checkpoints of another one are refused. */
final class RunIdentity {

  private RunIdentity() {}

  static String of(
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
    return ("%s seed %d batch %d %s %s %s smoothing %s %s balanced %s mixup %s on %d images %s, %s, backbone %s %s, %s, %s,"
            + " %s with %d threads")
        .formatted(
            strategy,
            seed,
            settings.batchSize(),
            settings.optimizer(),
            settings.schedule(),
            settings.augmentation().name(),
            settings.labelSmoothing(),
            settings.supervision(),
            settings.balanced(),
            settings.mixup(),
            train.size(),
            train.fingerprint(),
            watched.map(RunIdentity::of).orElse("none watched"),
            backbone.architecture().id(),
            weights,
            backbone.preprocessing(),
            settings.resources().decoding(),
            settings.resources().precision(),
            Native.threads());
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
