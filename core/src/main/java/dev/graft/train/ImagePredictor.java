package dev.graft.train;

import dev.graft.backbone.Architecture;
import dev.graft.data.format.ImageDecoder;
import dev.graft.data.image.Image;
import dev.graft.data.image.Preprocessing;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.layers.Sequential;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Pixels;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** A classifier's stages and head, prepared to run on some images at a time. */
final class ImagePredictor implements AutoCloseable {

  /** Images that are computed together: more take memory and gain nothing. */
  private static final int TOGETHER = 32;

  private final Preprocessing preprocessing;
  private final Compute compute;
  private final FrozenNetwork stages;
  private final FrozenNetwork head;

  ImagePredictor(
      Architecture architecture,
      int classes,
      Weights weights,
      Preprocessing preprocessing,
      Compute compute) {
    this.preprocessing = preprocessing;
    this.compute = compute;
    this.stages =
        new FrozenNetwork(architecture.prefix(architecture.stages().size()), weights, compute);
    try {
      this.head = new FrozenNetwork(Sequential.of(architecture.head(classes)), weights, compute);
    } catch (RuntimeException | Error e) {
      stages.close();
      throw e;
    }
  }

  /**
   * The images of files, all held at once.
   *
   * @throws dev.graft.data.image.UnreadableImageException naming the first that is none by its
   *     place
   */
  List<Image> decoded(List<byte[]> encoded) {
    var images = new ArrayList<Image>();
    for (byte[] file : encoded) {
      images.add(ImageDecoder.decode(file, "image " + images.size(), preprocessing.detail()));
    }
    return images;
  }

  /** What enters the head for each image, [featureWidth]. */
  List<float[]> features(List<Image> images) {
    return each(images, features -> features.floats());
  }

  /** Of each image, [classes]. */
  List<double[]> logits(List<Image> images) {
    return each(images, features -> head.forward(features).floats()).stream()
        .map(ImagePredictor::wide)
        .toList();
  }

  private static double[] wide(float[] row) {
    double[] wide = new double[row.length];
    Arrays.setAll(wide, i -> row[i]);
    return wide;
  }

  /** Rows of what {@code read} makes of the features of some images. */
  private List<float[]> each(List<Image> images, Function<Tensor, float[]> read) {
    var rows = new ArrayList<float[]>();
    try (var entered = compute.enter()) {
      for (int from = 0; from < images.size(); from += TOGETHER) {
        List<Image> some = images.subList(from, Math.min(images.size(), from + TOGETHER));
        try (var scope = Scope.withoutGradients()) {
          float[] values = read.apply(stages.forward(input(some)));
          int each = values.length / some.size();
          for (int i = 0; i < some.size(); i++) {
            rows.add(Arrays.copyOfRange(values, i * each, (i + 1) * each));
          }
        }
      }
    }
    return rows;
  }

  private Tensor input(List<Image> images) {
    int size = preprocessing.inputSize();
    int each = preprocessing.floatsPerImage();
    FloatBuffer pixels =
        ByteBuffer.allocateDirect(images.size() * each * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < images.size(); i++) {
      preprocessing.normalise(preprocessing.geometry(images.get(i)), pixels, i * each);
    }
    return Pixels.copied(pixels, compute.precision(), images.size(), 3, size, size);
  }

  @Override
  public void close() {
    stages.close();
    head.close();
  }
}
