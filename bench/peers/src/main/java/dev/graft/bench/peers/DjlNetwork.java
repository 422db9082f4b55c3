package dev.graft.bench.peers;

import ai.djl.Device;
import ai.djl.basicmodelzoo.cv.classification.ResNetV1;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.graft.bench.work.Inputs;
import java.util.concurrent.Executors;

/** DJL's own ResNet-18 and how it is trained. */
final class DjlNetwork {

  static final int CLASSES = 10;

  private DjlNetwork() {}

  static Block resnet18() {
    return ResNetV1.builder()
        .setImageShape(new Shape(3, Inputs.SIDE, Inputs.SIDE))
        .setNumLayers(18)
        .setOutSize(CLASSES)
        .build();
  }

  /** Adam at the rate of the strategy; images are prepared on a thread a core. */
  static DefaultTrainingConfig training(String strategy) {
    int cores = Runtime.getRuntime().availableProcessors();
    float rate = isFrozen(strategy) ? 1e-3f : 1e-4f;
    return new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
        .optDevices(new Device[] {Device.cpu()})
        .optExecutorService(Executors.newFixedThreadPool(cores))
        .addEvaluator(new Accuracy())
        .optOptimizer(Optimizer.adam().optLearningRateTracker(Tracker.fixed(rate)).build());
  }

  /** Freezes all but the last block that has parameters, the fully connected layer, if so asked. */
  static void freeze(Block network, String strategy) {
    if (!isFrozen(strategy)) {
      return;
    }
    network.freezeParameters(true);
    network.getChildren().values().stream()
        .filter(child -> !child.getParameters().isEmpty())
        .reduce((earlier, later) -> later)
        .orElseThrow()
        .freezeParameters(false);
  }

  private static boolean isFrozen(String strategy) {
    return strategy.equals("feature-extract");
  }
}
