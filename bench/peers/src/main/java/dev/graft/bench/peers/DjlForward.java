package dev.graft.bench.peers;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import dev.graft.bench.work.Inputs;
import dev.graft.bench.work.Worker;
import java.nio.file.Path;
import java.util.Map;

/** DJL's PyTorch engine running the same network as TorchScript. */
public final class DjlForward {

  private DjlForward() {}

  /** MODEL.pt BATCHES. */
  public static void main(String[] args) throws Exception {
    int batches = Integer.parseInt(args[1]);
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelPath(Path.of(args[0]))
            .optEngine("PyTorch")
            .optDevice(Device.cpu())
            .optTranslator(new NoopTranslator())
            .build();
    try (ZooModel<NDList, NDList> model = criteria.loadModel();
        Predictor<NDList, NDList> predictor = model.newPredictor();
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      var images =
          manager.create(Inputs.batch(), new Shape(Inputs.BATCH, 3, Inputs.SIDE, Inputs.SIDE));
      Worker.serve(
          Map.of("engine", Engine.getEngine("PyTorch").getVersion(), "djl", Engine.getDjlVersion()),
          batches * Inputs.BATCH,
          () -> {
            for (int i = 0; i < batches; i++) {
              try (NDList out = predictor.predict(new NDList(images))) {
                out.head().toFloatArray();
              }
            }
          });
    }
  }
}
