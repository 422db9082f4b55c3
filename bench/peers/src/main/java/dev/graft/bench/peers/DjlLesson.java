package dev.graft.bench.peers;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.basicdataset.cv.classification.ImageFolder;
import ai.djl.modality.cv.transform.Normalize;
import ai.djl.modality.cv.transform.RandomFlipLeftRight;
import ai.djl.modality.cv.transform.Resize;
import ai.djl.modality.cv.transform.ToTensor;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.RandomAccessDataset;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.bench.work.Inputs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;

/**
 * The lesson as DJL's examples write it: its image folder, its transforms on as many threads as
 * there are cores, its ResNet-18. The last line printed is JSON, as {@code lesson.py}'s.
 */
public final class DjlLesson {

  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] STD = {0.229f, 0.224f, 0.225f};

  private DjlLesson() {}

  /** FOLDER fine-tune|feature-extract EPOCHS TRAIN_LIMIT, where 0 limits nothing. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    int limit = Integer.parseInt(args[3]);
    RandomAccessDataset train = images(folder.resolve("train"), true, limit);
    RandomAccessDataset test = images(folder.resolve("test"), false, limit);
    Block network = DjlNetwork.resnet18();
    var epochs = new ArrayList<Map<String, Double>>();
    try (Model model = Model.newInstance("resnet18", Device.cpu(), "PyTorch")) {
      model.setBlock(network);
      try (Trainer trainer = model.newTrainer(DjlNetwork.training(args[1]))) {
        trainer.initialize(new Shape(Inputs.BATCH, 3, Inputs.SIDE, Inputs.SIDE));
        DjlNetwork.freeze(network, args[1]);
        for (int epoch = 0; epoch < Integer.parseInt(args[2]); epoch++) {
          epochs.add(epoch(trainer, train, test));
        }
      }
    }
    System.out.println(new ObjectMapper().writeValueAsString(Map.of("epochs", epochs)));
    // The threads of its transforms would keep the process.
    System.exit(0);
  }

  private static RandomAccessDataset images(Path folder, boolean training, int limit)
      throws Exception {
    var builder =
        ImageFolder.builder()
            .setRepositoryPath(folder)
            .setSampling(Inputs.BATCH, training)
            .addTransform(new Resize(Inputs.SIDE, Inputs.SIDE));
    if (training) {
      builder.addTransform(new RandomFlipLeftRight());
    }
    ImageFolder images =
        builder.addTransform(new ToTensor()).addTransform(new Normalize(MEAN, STD)).build();
    images.prepare();
    return limit == 0 ? images : images.subDataset(0, Math.min(limit, (int) images.size()));
  }

  private static Map<String, Double> epoch(
      Trainer trainer, RandomAccessDataset train, RandomAccessDataset test) throws Exception {
    long start = System.nanoTime();
    for (Batch batch : trainer.iterateDataset(train)) {
      EasyTrain.trainBatch(trainer, batch);
      trainer.step();
      batch.close();
    }
    long trained = System.nanoTime();
    for (Batch batch : trainer.iterateDataset(test)) {
      EasyTrain.validateBatch(trainer, batch);
      batch.close();
    }
    return Map.of(
        "seconds",
        (trained - start) / 1e9,
        "validationSeconds",
        (System.nanoTime() - trained) / 1e9);
  }
}
