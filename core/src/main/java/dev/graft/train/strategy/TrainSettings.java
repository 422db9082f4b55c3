package dev.graft.train.strategy;

import dev.graft.data.loading.Augmentation;
import dev.graft.torch.OptimizerSettings;
import dev.graft.train.cache.Resources;
import dev.graft.train.evaluation.Metric;

/**
 * Everything about training but the strategy.
 *
 * @param batchSize images a step, or {@link Enough#BY_SIZE}
 * @param labelSmoothing share of the target spread over all classes, in [0, 1)
 * @param seed of the head's first weights, the order, the views and dropout
 * @param resources what of the machine it may use
 * @param earlyStopping what is done about what the watched images show
 * @param balanced whether every class counts alike, however many images it has
 * @param mixup alpha of the Beta(alpha, alpha) by which images are blended, in [0, 1]; 0: not at
 *     all
 */
public record TrainSettings(
    OptimizerSettings optimizer,
    int batchSize,
    Schedule schedule,
    double labelSmoothing,
    Augmentation augmentation,
    long seed,
    Resources resources,
    EarlyStopping earlyStopping,
    boolean balanced,
    double mixup) {

  /** Settings of runs that end with their last epoch. */
  public TrainSettings(
      OptimizerSettings optimizer,
      int batchSize,
      Schedule schedule,
      double labelSmoothing,
      Augmentation augmentation,
      long seed,
      Resources resources) {
    this(
        optimizer,
        batchSize,
        schedule,
        labelSmoothing,
        augmentation,
        seed,
        resources,
        EarlyStopping.none(),
        false,
        0);
  }

  public TrainSettings {
    if (batchSize < Enough.BY_SIZE || batchSize > 4096) {
      throw new IllegalArgumentException("batch size must be 1 to 4096, got " + batchSize);
    }
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "label smoothing must be in [0, 1), got " + labelSmoothing);
    }
    if (!(mixup >= 0 && mixup <= 1)) {
      throw new IllegalArgumentException("mixup's alpha must be in [0, 1], got " + mixup);
    }
  }

  /**
   * Adam, batches by the number of images, {@link Schedule#defaults}, flips, seed 0, {@link
   * Resources#defaults}.
   */
  public static TrainSettings defaults() {
    return new TrainSettings(
        OptimizerSettings.Adam.defaults(),
        Enough.BY_SIZE,
        Schedule.defaults(),
        0,
        Augmentation.flip(),
        0,
        Resources.defaults());
  }

  /** What strategies, epochs and rates are ranked by. */
  public Metric metric() {
    return earlyStopping.metric();
  }

  /** The same with batches that suit so many training images, where none were asked for. */
  public TrainSettings forImages(int images) {
    return batchSize == Enough.BY_SIZE ? withBatchSize(Enough.batchSize(images)) : this;
  }

  /** The same with batches of another size. */
  public TrainSettings withBatchSize(int other) {
    return new TrainSettings(
        optimizer,
        other,
        schedule,
        labelSmoothing,
        augmentation,
        seed,
        resources,
        earlyStopping,
        balanced,
        mixup);
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
        resources,
        earlyStopping,
        balanced,
        mixup);
  }

  /** The same with other resources. */
  public TrainSettings withResources(Resources other) {
    return new TrainSettings(
        optimizer,
        batchSize,
        schedule,
        labelSmoothing,
        augmentation,
        seed,
        other,
        earlyStopping,
        balanced,
        mixup);
  }

  /** The same with another schedule. */
  public TrainSettings withSchedule(Schedule other) {
    return new TrainSettings(
        optimizer,
        batchSize,
        other,
        labelSmoothing,
        augmentation,
        seed,
        resources,
        earlyStopping,
        balanced,
        mixup);
  }

  /** The same with other earlyStopping. */
  public TrainSettings withEarlyStopping(EarlyStopping other) {
    return new TrainSettings(
        optimizer,
        batchSize,
        schedule,
        labelSmoothing,
        augmentation,
        seed,
        resources,
        other,
        balanced,
        mixup);
  }
}
