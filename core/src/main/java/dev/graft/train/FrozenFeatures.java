package dev.graft.train;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.Augmentation;
import dev.graft.data.ImageSource;
import dev.graft.data.View;
import dev.graft.torch.Entry;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** What all stages of a backbone, frozen, make of each image: what feature extraction learns on. */
public final class FrozenFeatures {

  private static final int BATCH = 32;

  private final HeadFit.Rows rows;
  private final int classes;

  FrozenFeatures(HeadFit.Rows rows, int classes) {
    this.rows = rows;
    this.classes = classes;
  }

  /**
   * The features of the images as evaluation sees them; computed once, and remembered in {@code
   * remembered}, where feature extraction finds them. They take 4 bytes a value on the Java heap.
   *
   * @param seen is told how many images are done
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public static FrozenFeatures of(
      ImageSource images,
      Backbone backbone,
      Resources resources,
      Features remembered,
      IntConsumer seen) {
    Architecture architecture = backbone.architecture();
    int all = architecture.stages().size();
    List<String> names = architecture.prefix(all).entries().stream().map(Entry::name).toList();
    FeatureStore store =
        remembered.store(
            FeatureKey.of(
                architecture,
                all,
                backbone.weights().sha256(names),
                backbone.preprocessing(),
                resources));
    try (var stages =
            new FrozenStages(architecture.prefix(all), backbone.weights(), resources.precision());
        var prefix =
            new FrozenPrefix(
                stages,
                images,
                backbone.preprocessing(),
                Augmentation.none(),
                resources.loading(),
                Optional.of(store))) {
      prefix.begin();
      var rows = HeadFit.Rows.of(prefix, images, BATCH, View.ofEvaluation(false), seen);
      return new FrozenFeatures(rows, images.classNames().size());
    }
  }

  /** Number of images, n. */
  public int size() {
    return rows.labels().length;
  }

  /** Number of classes, of which some may have no image. */
  public int classes() {
    return classes;
  }

  /** The features [n, d]; not to be changed. */
  public float[][] rows() {
    return rows.features();
  }

  /** The label of each image [n]; not to be changed. */
  public int[] labels() {
    return rows.labels();
  }

  HeadFit.Rows asRows() {
    return rows;
  }
}
