package dev.graft.train;

import dev.graft.data.Augmentation;
import dev.graft.torch.OptimizerSettings;

/**
 * Everything about training but the strategy.
 *
 * @param batchSize images a step
 * @param labelSmoothing share of the target spread over all classes, in [0, 1)
 * @param seed of the head's first weights, the order, the views and dropout
 * @param loaderThreads threads that decode and preprocess beside the network
 * @param cacheBytes what all remembered prefix outputs together may take
 */
public record TrainSettings(
    OptimizerSettings optimizer,
    int batchSize,
    Schedule schedule,
    double labelSmoothing,
    Augmentation augmentation,
    long seed,
    int loaderThreads,
    long cacheBytes) {

  public TrainSettings {
    if (batchSize < 1 || batchSize > 4096) {
      throw new IllegalArgumentException("batch size must be 1 to 4096, got " + batchSize);
    }
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "label smoothing must be in [0, 1), got " + labelSmoothing);
    }
    if (loaderThreads < 1 || loaderThreads > 256) {
      throw new IllegalArgumentException("loader threads must be 1 to 256, got " + loaderThreads);
    }
    if (cacheBytes < 0) {
      throw new IllegalArgumentException("cache bytes must be 0 or more, got " + cacheBytes);
    }
  }

  /** Adam, batches of 32, constant rates, flips, seed 0, 1 GiB of remembered features. */
  public static TrainSettings defaults() {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    return new TrainSettings(
        OptimizerSettings.Adam.defaults(),
        32,
        Schedule.constant(),
        0,
        Augmentation.flip(),
        0,
        threads,
        1L << 30);
  }

  /** The same with another seed. */
  public TrainSettings withSeed(long other) {
    return new TrainSettings(
        optimizer,
        batchSize,
        schedule,
        labelSmoothing,
        augmentation,
        other,
        loaderThreads,
        cacheBytes);
  }
}
