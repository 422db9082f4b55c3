package dev.graft.train.features;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.loading.View;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.layers.Weights;
import dev.graft.train.cache.Resources;
import java.util.Optional;
import java.util.function.IntConsumer;

/** What all stages of a backbone, frozen, make of each image: what feature extraction learns on. */
public final class FrozenFeatures {

  private static final int BATCH = 32;

  private final HeadFit.Rows rows;
  private final int classes;

  /** Features that are there already, of images of so many classes. */
  public FrozenFeatures(HeadFit.Rows rows, int classes) {
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
    try (var use = backbone.use()) {
      var network =
          new Network(backbone.architecture(), backbone.weights(), backbone.preprocessing());
      return of(images, network, resources, remembered, seen);
    }
  }

  /** Whose stages are run, all of them. */
  public record Network(Architecture architecture, Weights weights, Preprocessing preprocessing) {}

  /** The same of stages that the caller keeps open. */
  public static FrozenFeatures of(
      ImageSource images,
      Network network,
      Resources resources,
      Features remembered,
      IntConsumer seen) {
    Architecture architecture = network.architecture();
    int all = architecture.stages().size();
    FeatureKey key =
        FeatureKey.of(architecture, all, network.weights(), network.preprocessing(), resources);
    try (var use = remembered.use();
        var stages =
            new FrozenStages(architecture.prefix(all), network.weights(), resources.compute());
        var prefix =
            new FrozenPrefix(
                stages,
                images,
                network.preprocessing(),
                Augmentation.none(),
                resources.loading(),
                Optional.of(remembered.store(key)))) {
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

  /** Features and labels; not to be changed. */
  public HeadFit.Rows asRows() {
    return rows;
  }
}
