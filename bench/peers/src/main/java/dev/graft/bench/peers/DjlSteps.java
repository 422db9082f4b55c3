package dev.graft.bench.peers;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import dev.graft.bench.work.Inputs;
import dev.graft.bench.work.Worker;
import java.util.Map;

/** DJL's own ResNet-18 on its PyTorch engine: training steps on a batch in memory. */
public final class DjlSteps {

  private DjlSteps() {}

  /** fine-tune|feature-extract STEPS. */
  public static void main(String[] args) throws Exception {
    int steps = Integer.parseInt(args[1]);
    Engine engine = Engine.getEngine("PyTorch");
    Block network = DjlNetwork.resnet18();
    try (Model model = Model.newInstance("resnet18", Device.cpu(), "PyTorch")) {
      model.setBlock(network);
      try (Trainer trainer = model.newTrainer(DjlNetwork.training(args[0]))) {
        trainer.initialize(new Shape(Inputs.BATCH, 3, Inputs.SIDE, Inputs.SIDE));
        DjlNetwork.freeze(network, args[0]);
        NDManager manager = trainer.getManager();
        NDArray images =
            manager.create(Inputs.batch(), new Shape(Inputs.BATCH, 3, Inputs.SIDE, Inputs.SIDE));
        NDArray labels = manager.arange(Inputs.BATCH).mod(DjlNetwork.CLASSES);
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
