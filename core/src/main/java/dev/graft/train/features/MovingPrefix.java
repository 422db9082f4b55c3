package dev.graft.train.features;

import dev.graft.data.batch.Batch;
import dev.graft.data.batch.BatchLoader;
import dev.graft.data.batch.Loading;
import dev.graft.data.batch.Sample;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.Precision;
import dev.graft.torch.layers.Pass;
import dev.graft.torch.layers.Sequential;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Pixels;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import java.util.Iterator;
import java.util.List;

/**
 * A backbone whose weights are frozen but whose BatchNorm is left in training mode, as in {@code
 * naive-feature-extract}: its output depends on the batch and on the past, so nothing is remembered
 * and its statistics change as it runs.
 */
final class MovingPrefix implements Prefix {

  private final Sequential layers;
  private final Weights weights;
  private final BatchLoader loader;
  private final int inputSize;
  private final Precision precision;

  /** {@code weights} are changed: they must be the run's own. */
  MovingPrefix(
      Sequential layers,
      Weights weights,
      ImageSource source,
      Preprocessing preprocessing,
      Augmentation augmentation,
      Loading loading,
      Precision precision) {
    this.layers = layers;
    this.weights = weights;
    this.precision = precision;
    this.loader = new BatchLoader(source, preprocessing, augmentation, loading);
    this.inputSize = preprocessing.inputSize();
  }

  @Override
  public void forEach(List<List<Sample>> batches, BatchConsumer consumer) {
    Iterator<Batch> loaded = loader.load(batches);
    while (loaded.hasNext()) {
      try (Batch batch = loaded.next();
          var scope = Scope.withoutGradients()) {
        Tensor images =
            Pixels.copied(batch.pixels(), precision, batch.size(), 3, inputSize, inputSize);
        Tensor output = layers.forward(images, weights, Pass.MOVING_STATISTICS);
        consumer.accept(output, batch.labels());
      }
    }
  }

  @Override
  public void close() {
    loader.close();
  }
}
