package dev.graft.train;

import dev.graft.data.source.ImageSource;
import dev.graft.torch.compute.NearestRows;
import dev.graft.train.cache.Resources;
import dev.graft.train.features.Features;
import dev.graft.train.features.FrozenFeatures;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Images by what a classifier's backbone makes of them, so that those are found which look most
 * alike to it: those with the largest cosine of features. It keeps 4 bytes a feature in native
 * memory until it is closed and the last search under way has ended; later ones get an {@link
 * IllegalStateException}.
 */
public final class Neighbours implements AutoCloseable {

  private final NearestRows rows;

  /**
   * An image that looks alike.
   *
   * @param image its number in the source
   * @param similarity cosine of the features, at most 1: they point the same way
   */
  public record Neighbour(int image, double similarity) {}

  private Neighbours(NearestRows rows) {
    this.rows = rows;
  }

  /**
   * Computes the features of {@code images}, one or more, as {@code classifier} sees them.
   *
   * @param remembered what backbones computed; it is read and added to
   * @param seen is told how many images are done
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public static Neighbours among(
      ImageSource images,
      Classifier classifier,
      Resources resources,
      Features remembered,
      IntConsumer seen) {
    if (images.size() == 0) {
      throw new IllegalArgumentException("there are no images to be neighbours");
    }
    try (var use = classifier.use()) {
      var network =
          new FrozenFeatures.Network(
              classifier.architecture(), classifier.weights(), classifier.preprocessing());
      FrozenFeatures features =
          FrozenFeatures.of(images, network, resources.withImageBytes(0), remembered, seen);
      return new Neighbours(new NearestRows(features.rows()));
    }
  }

  /** Number of images. */
  public int size() {
    return rows.size();
  }

  /** For each row of {@code features} [b, d] the {@code most} nearest images, the nearest first. */
  List<List<Neighbour>> of(float[][] features, int most) {
    return rows.find(features, most).stream()
        .map(found -> found.stream().map(near -> new Neighbour(near.row(), near.cosine())).toList())
        .toList();
  }

  @Override
  public void close() {
    rows.close();
  }
}
