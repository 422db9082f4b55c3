package dev.graft.app.cli.options;

import dev.graft.torch.OptimizerSettings;
import dev.graft.train.evaluation.Metric;
import dev.graft.train.strategy.Phase;
import dev.graft.train.strategy.Schedule;
import java.util.Arrays;

/** The words that options about training take. */
final class TrainingWords {

  static final Schedule.Shape[] SHAPES = {Schedule.Shape.CONSTANT, Schedule.Shape.COSINE};

  private TrainingWords() {}

  /** What images count for, by the words users write. */
  enum ClassWeights {
    NONE,
    BALANCED
  }

  /** What BatchNorm's statistics do, by the words users write. */
  enum BatchNorm {
    MOVING(Phase.Statistics.MOVE_WHERE_UNFROZEN),
    FIXED(Phase.Statistics.FIXED);

    private final Phase.Statistics statistics;

    BatchNorm(Phase.Statistics statistics) {
      this.statistics = statistics;
    }

    Phase.Statistics statistics() {
      return statistics;
    }

    static BatchNorm of(Phase.Statistics statistics) {
      return statistics == Phase.Statistics.FIXED ? FIXED : MOVING;
    }
  }

  /** The optimisers by the names users write. */
  enum OptimizerName {
    ADAM,
    ADAMW,
    SGD;

    static OptimizerName of(OptimizerSettings settings) {
      return settings instanceof OptimizerSettings.Sgd
          ? SGD
          : settings instanceof OptimizerSettings.AdamW ? ADAMW : ADAM;
    }
  }

  /** The words of {@code --schedule}. */
  static final class Shapes extends Known {
    Shapes() {
      super(SHAPES);
    }
  }

  /** The words of {@code --optimizer}. */
  static final class Optimizers extends Known {
    Optimizers() {
      super(OptimizerName.values());
    }
  }

  /** The words of {@code --class-weights}. */
  static final class Weighings extends Known {
    Weighings() {
      super(ClassWeights.values());
    }
  }

  /** The words of {@code --batch-norm}. */
  static final class Norms extends Known {
    Norms() {
      super(BatchNorm.values());
    }
  }

  /** The words of {@code --metric}. */
  static final class Metrics extends Known {
    Metrics() {
      super(() -> Arrays.stream(Metric.values()).map(Metric::id));
    }
  }
}
