package dev.graft.bench.work;

import dev.graft.data.Dataset;
import dev.graft.data.batch.Batch;
import dev.graft.data.batch.BatchLoader;
import dev.graft.data.batch.EpochPlan;
import dev.graft.data.batch.Loading;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.loading.Decoding;
import dev.graft.data.source.DataOptions;
import java.util.Iterator;
import java.util.Map;

/** Graft's loader with one thread: files to normalised floats, as training gets them. */
public final class GraftDecode {

  private GraftDecode() {}

  /** FOLDER, which holds one folder of images per class. */
  public static void main(String[] args) throws Exception {
    DataOptions all = DataOptions.defaults().withTestFraction(0).withValidationFraction(0);
    try (Dataset data = Dataset.open(args[0], all);
        var loader =
            new BatchLoader(
                data.train(),
                Preprocessing.imageNet(),
                Augmentation.none(),
                new Loading(1, Decoding.REDUCED, 0))) {
      int images = data.train().size();
      Worker.serve(
          Map.of("loaderThreads", 1),
          images,
          () -> {
            Iterator<Batch> batches = loader.load(EpochPlan.inOrder(images, 4));
            while (batches.hasNext()) {
              batches.next().close();
            }
          });
    }
  }
}
