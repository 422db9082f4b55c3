package dev.graft.bench.peers;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.basicmodelzoo.cv.classification.ResNetV1;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.graft.bench.work.Inputs;
import dev.graft.bench.work.Worker;
import java.util.Map;

/** DJL's own ResNet-18 on its PyTorch engine: training steps on a batch in memory. */
public final class DjlSteps {

  private static final int CLASSES = 10;

  private DjlSteps() {}

  /** fine-tune|feature-extract STEPS. */
  public static void main(String[] args) throws Exception {
    boolean frozen = args[0].equals("feature-extract");
    int steps = Integer.parseInt(args[1]);
    Engine engine = Engine.getEngine("PyTorch");
    Block network =
        ResNetV1.builder()
            .setImageShape(new Shape(3, Inputs.SIDE, Inputs.SIDE))
            .setNumLayers(18)
            .setOutSize(CLASSES)
            .build();
    var config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .optDevices(new Device[] {Device.cpu()})
            .optOptimizer(
                Optimizer.adam()
                    .optLearningRateTracker(Tracker.fixed(frozen ? 1e-3f : 1e-4f))
                    .build());
    try (Model model = Model.newInstance("resnet18", Device.cpu(), "PyTorch")) {
      model.setBlock(network);
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(Inputs.BATCH, 3, Inputs.SIDE, Inputs.SIDE));
        if (frozen) {
          freezeBackbone(network);
        }
        NDManager manager = trainer.getManager();
        NDArray images =
            manager.create(Inputs.batch(), new Shape(Inputs.BATCH, 3, Inputs.SIDE, Inputs.SIDE));
        NDArray labels = manager.arange(Inputs.BATCH).mod(CLASSES);
        Worker.serve(
            Map.of("engine", engine.getVersion(), "djl", Engine.getDjlVersion()),
            steps * Inputs.BATCH,
            () -> {
              for (int i = 0; i < steps; i++) {
                step(trainer, images, labels);
              }
            });
      }
    }
  }

  /** Freezes all but the last block that has parameters: the fully connected layer. */
  private static void freezeBackbone(Block network) {
    network.freezeParameters(true);
    network.getChildren().values().stream()
        .filter(child -> !child.getParameters().isEmpty())
        .reduce((earlier, later) -> later)
        .orElseThrow()
        .freezeParameters(false);
  }

  /** As DJL's {@code EasyTrain.trainBatch}, without its metrics. */
  private static void step(Trainer trainer, NDArray images, NDArray labels) {
    try (NDManager manager = trainer.getManager().newSubManager()) {
      try (GradientCollector collector = trainer.newGradientCollector()) {
        NDArray input = images.duplicate();
        NDArray target = labels.duplicate();
        input.attach(manager);
        target.attach(manager);
        NDList logits = trainer.forward(new NDList(input), new NDList(target));
        NDArray loss = trainer.getLoss().evaluate(new NDList(target), logits);
        collector.backward(loss);
        loss.getFloat();
      }
      trainer.step();
    }
  }
}
