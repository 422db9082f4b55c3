package dev.graft.train;

import dev.graft.data.loading.View;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.compute.LogisticRegression.Solution;
import dev.graft.train.features.HeadFit;
import dev.graft.train.features.Prefixes;
import dev.graft.train.loop.ClassWeights;
import dev.graft.train.strategy.TrainSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Heads fitted to the end on what frozen stages made of a trainer's images. No seed has a part in
 * them: runs with the same cut share one.
 */
final class FittedHeads {

  private final ImageSource train;
  private final Optional<Trainer.Watched> watched;
  private final TrainSettings settings;
  private final Map<Integer, Fitted> heads = new HashMap<>();

  /**
   * A head.
   *
   * @param seconds that it took, with what was computed of the frozen stages for it
   * @param cache what became of that, in words
   * @param found whether some of it was there already
   * @param foundSeconds what computing that had taken, no part of {@code seconds}
   */
  record Fitted(
      Solution solution, double seconds, String cache, boolean found, double foundSeconds) {}

  FittedHeads(ImageSource train, Optional<Trainer.Watched> watched, TrainSettings settings) {
    this.train = train;
    this.watched = watched;
    this.settings = settings;
  }

  /** The head on {@code cut} frozen stages; {@code seen} is told how many images are done. */
  Fitted of(int cut, Prefixes ahead, IntConsumer seen) {
    Fitted known = heads.get(cut);
    if (known == null) {
      known = fit(ahead, seen);
      heads.put(cut, known);
    } else {
      ahead.pay(known.foundSeconds(), judges().isPresent());
    }
    return known;
  }

  private Optional<Trainer.Watched> judges() {
    return watched.filter(Trainer.Watched::calibrates);
  }

  private Fitted fit(Prefixes ahead, IntConsumer seen) {
    long start = System.nanoTime();
    List<View> views = View.ofEvaluation(settings.augmentation().name().equals("flip"));
    HeadFit.Rows rows = HeadFit.Rows.of(ahead.train(), train, settings.batchSize(), views, seen);
    Optional<HeadFit.Rows> judges =
        judges()
            .map(
                split ->
                    HeadFit.Rows.of(
                        ahead.watched(),
                        split.images(),
                        settings.batchSize(),
                        View.ofEvaluation(false),
                        images -> {}));
    Solution head =
        new HeadFit(
                train.classNames().size(),
                ClassWeights.of(train, settings.balanced()),
                settings.metric())
            .fit(rows, views.size(), judges);
    return new Fitted(
        head,
        (System.nanoTime() - start) / 1e9,
        ahead.describe(),
        ahead.foundSome(),
        ahead.foundSeconds());
  }
}
