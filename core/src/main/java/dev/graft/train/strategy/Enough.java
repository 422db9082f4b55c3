package dev.graft.train.strategy;

import dev.graft.backbone.Architecture;
import dev.graft.data.batch.EpochPlan;
import java.util.ArrayList;

/**
 * How much training suits a number of images, where nobody says: what {@link #BY_SIZE} stands for.
 *
 * @param architecture of the backbone
 * @param images to be trained on
 * @param settings of the training, with batches that suit so many images
 */
public record Enough(Architecture architecture, int images, TrainSettings settings) {

  /** Epochs, a batch size or a learning rate that the number of training images decides. */
  public static final int BY_SIZE = 0;

  /** After so many steps a head on remembered features says the same of nearly all images. */
  private static final int HEAD_STEPS = 1000;

  /** A pass over few images has few steps, but time of its own. */
  private static final int MOST_HEAD_EPOCHS = 40;

  /** Passes in which the backbone computes every image anew. */
  private static final int EPOCHS = 3;

  /** The same of few images, and where a fitted head leaves little to learn from them. */
  private static final int EPOCHS_OF_FEW = 2;

  private static final int EPOCHS_OF_FEW_AFTER_A_FIT = 1;

  private static final int FEW_IMAGES = 500;

  private static final int STEPS_AN_EPOCH = 20;

  private static final int SMALLEST_BATCH = 8;

  private static final int LARGEST_BATCH = 32;

  /** Of a new head with steps enough, and with few. */
  private static final double HEAD_RATE = 1e-3;

  private static final double FASTEST_HEAD_RATE = 5e-3;

  /** With images enough to be worth leaving the loaded weights for, and at least. */
  private static final double BACKBONE_RATE = 1e-4;

  private static final int MANY_IMAGES = 1000;

  private static final double SLOWEST_BACKBONE_RATE = 1e-5;

  public Enough {
    if (images < 1) {
      throw new IllegalArgumentException("there must be 1 training image or more, got " + images);
    }
    settings = settings.forImages(images);
  }

  /** The largest batch of 8, 16 or 32 with which a pass has {@link #STEPS_AN_EPOCH} steps. */
  static int batchSize(int images) {
    int size = LARGEST_BATCH;
    while (size > SMALLEST_BATCH && images < STEPS_AN_EPOCH * size) {
      size /= 2;
    }
    return size;
  }

  /** {@code strategy} with epochs and rates in every phase. */
  public Strategy of(Strategy strategy) {
    var phases = new ArrayList<Phase>();
    boolean fitted = false;
    for (Phase phase : strategy.phases()) {
      phases.add(phase.solver() == Phase.Solver.LBFGS ? phase : of(phase, fitted, strategy));
      fitted |= phase.solver() == Phase.Solver.LBFGS;
    }
    return new Strategy(strategy.name(), phases, strategy.start());
  }

  private Phase of(Phase phase, boolean fitted, Strategy strategy) {
    int epochs = phase.epochs() == BY_SIZE ? epochs(phase, fitted) : phase.epochs();
    double backbone = phase.backboneRate() == BY_SIZE ? backboneRate() : phase.backboneRate();
    double head = phase.headRate();
    if (strategy.start() == Strategy.Start.RANDOM) {
      backbone = phase.backboneRate() == BY_SIZE ? HEAD_RATE : backbone;
      head = head == BY_SIZE ? HEAD_RATE : head;
    }
    if (head == BY_SIZE) {
      head = fitted ? backbone : headRate(epochs);
    }
    return phase.withEpochs(epochs).withRates(head, backbone);
  }

  /** Steps are what a head needs; with features remembered, a pass takes milliseconds. */
  private int epochs(Phase phase, boolean fitted) {
    if (!remembered(phase)) {
      return images >= FEW_IMAGES ? EPOCHS : fitted ? EPOCHS_OF_FEW_AFTER_A_FIT : EPOCHS_OF_FEW;
    }
    int steps = stepsPerEpoch();
    return Math.max(EPOCHS, Math.min(MOST_HEAD_EPOCHS, (HEAD_STEPS + steps - 1) / steps));
  }

  /** Whether the backbone computes each view of an image once, whatever is trained on it. */
  public boolean remembers(Strategy strategy) {
    return strategy.phases().stream().allMatch(this::remembered);
  }

  private boolean remembered(Phase phase) {
    return phase.cut() == architecture.stages().size()
        && phase.statistics() != Phase.Statistics.MOVE_EVERYWHERE
        && settings.augmentation().views().isPresent();
  }

  /** A new head has as far to go in few steps as in many. */
  private double headRate(int epochs) {
    double steps = (double) epochs * stepsPerEpoch();
    return Math.min(FASTEST_HEAD_RATE, Math.max(HEAD_RATE, HEAD_RATE * HEAD_STEPS / steps));
  }

  /** The fewer the images, the sooner what they teach is worse than what was loaded. */
  private double backboneRate() {
    double share = Math.min(1, (double) images / MANY_IMAGES);
    return Math.max(SLOWEST_BACKBONE_RATE, share * BACKBONE_RATE);
  }

  private int stepsPerEpoch() {
    return EpochPlan.steps(images, settings.batchSize());
  }
}
