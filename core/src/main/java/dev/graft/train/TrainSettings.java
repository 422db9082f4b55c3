package dev.graft.train;

import dev.graft.data.Augmentation;
import dev.graft.torch.OptimizerSettings;

/**
 * Everything about training but the strategy.
 *
 * @param batchSize images a step
 * @param labelSmoothing share of the target spread over all classes, in [0, 1)
 * @param seed of the head's first weights, the order, the views and dropout
 * @param resources what of the machine it may use
 */
public record TrainSettings(
    OptimizerSettings optimizer,
    int batchSize,
    Schedule schedule,
    double labelSmoothing,
    Augmentation augmentation,
    long seed,
    Resources resources) {

  public TrainSettings {
    if (batchSize < 1 || batchSize > 4096) {
      throw new IllegalArgumentException("batch size must be 1 to 4096, got " + batchSize);
    }
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "label smoothing must be in [0, 1), got " + labelSmoothing);
    }
  }

  /** Adam, batches of 32, constant rates, flips, seed 0, {@link Resources#defaults}. */
  public static TrainSettings defaults() {
    return new TrainSettings(
        OptimizerSettings.Adam.defaults(),
        32,
        Schedule.constant(),
        0,
        Augmentation.flip(),
        0,
        Resources.defaults());
  }

  /** The same with another seed. */
  public TrainSettings withSeed(long other) {
    return new TrainSettings(
        optimizer, batchSize, schedule, labelSmoothing, augmentation, other, resources);
  }

  /** The same with other resources. */
  public TrainSettings withResources(Resources other) {
    return new TrainSettings(
        optimizer, batchSize, schedule, labelSmoothing, augmentation, seed, other);
  }
}
