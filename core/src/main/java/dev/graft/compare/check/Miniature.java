package dev.graft.compare.check;

import dev.graft.data.batch.Batch;
import dev.graft.data.batch.BatchLoader;
import dev.graft.data.batch.EpochPlan;
import dev.graft.data.batch.Loading;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.loading.Decoding;
import dev.graft.data.source.ImageSource;
import dev.graft.train.features.Interruption;
import java.nio.FloatBuffer;
import java.util.Iterator;
import java.util.List;

/** What is left of a picture at 16 x 16 pixels, whatever its brightness and contrast. */
final class Miniature {

  private static final int SIDE = 16;
  private static final int BATCH = 32;

  /** Number of values of one, 3 colours a pixel. */
  static final int WIDTH = 3 * SIDE * SIDE;

  private static final Preprocessing SMALL =
      Preprocessing.squash(SIDE, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));

  private Miniature() {}

  /**
   * The miniature of each image, [n, 768], at length 1, or 0 where a picture is of one colour.
   *
   * @param threads that decode
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  static float[][] of(ImageSource images, int threads) {
    float[][] rows = new float[images.size()][];
    var loading = new Loading(threads, Decoding.REDUCED, 0);
    try (var loader = new BatchLoader(images, SMALL, Augmentation.none(), loading)) {
      Iterator<Batch> loaded = loader.load(EpochPlan.inOrder(images.size(), BATCH), false);
      for (int at = 0; loaded.hasNext(); ) {
        Interruption.check();
        try (Batch batch = loaded.next()) {
          for (int i = 0; i < batch.size(); i++) {
            rows[at++] = row(batch.pixels(), i * WIDTH);
          }
        }
      }
    }
    return rows;
  }

  /** Of the pixels from position {@code at} on: [16, 16, 3], 0 to 1. */
  private static float[] row(FloatBuffer pixels, int at) {
    int[] rgb = new int[WIDTH];
    double[] mean = new double[3];
    for (int j = 0; j < WIDTH; j++) {
      rgb[j] = Math.round(255 * pixels.get(at + j));
      mean[j % 3] += rgb[j] / (double) (SIDE * SIDE);
    }
    float[] values = new float[WIDTH];
    for (int j = 0; j < WIDTH; j++) {
      values[j] = (float) (rgb[j] - mean[j % 3]);
    }
    return Directions.scaled(values, 1);
  }
}
