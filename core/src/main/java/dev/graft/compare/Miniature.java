package dev.graft.compare;

import dev.graft.data.ImageSource;
import dev.graft.data.Preprocessing;
import java.util.List;
import java.util.stream.IntStream;

/** What is left of a picture at 16 x 16 pixels, whatever its brightness and contrast. */
final class Miniature {

  private static final int SIDE = 16;

  /** Number of values of one, 3 colours a pixel. */
  static final int WIDTH = 3 * SIDE * SIDE;

  private static final Preprocessing SMALL =
      Preprocessing.squash(SIDE, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));

  private Miniature() {}

  /** The miniature of each image, [n, 768], at length 1, or 0 where a picture is of one colour. */
  static float[][] of(ImageSource images) {
    return IntStream.range(0, images.size())
        .parallel()
        .mapToObj(i -> of(SMALL.geometry(images.image(i, SMALL.detail())).rgb()))
        .toArray(float[][]::new);
  }

  private static float[] of(byte[] rgb) {
    double[] mean = new double[3];
    for (int j = 0; j < WIDTH; j++) {
      mean[j % 3] += (rgb[j] & 0xff) / (double) (SIDE * SIDE);
    }
    float[] values = new float[WIDTH];
    for (int j = 0; j < WIDTH; j++) {
      values[j] = (float) ((rgb[j] & 0xff) - mean[j % 3]);
    }
    return Directions.scaled(values, 1);
  }
}
