package dev.graft.torch.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.Golden;
import dev.graft.Needs;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.SmallBackbones;
import dev.graft.torch.Precision;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Pixels;
import dev.graft.torch.tensors.RowForm;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What frozen layers make of an image does not depend on the images beside it. */
@Tag("precision")
class RowsAlikeTest {

  private static final int SIDE = 32;
  private static final int IMAGES = 17;

  private static List<float[]> images(int count, int side) {
    var random = new Random(5);
    var images = new ArrayList<float[]>();
    for (int i = 0; i < count; i++) {
      float[] pixels = new float[3 * side * side];
      for (int j = 0; j < pixels.length; j++) {
        pixels[j] = (float) random.nextGaussian();
      }
      images.add(pixels);
    }
    return images;
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18, 6, FLOAT32",
    "resnet18, 6, BFLOAT16",
    "resnet18, 4, FLOAT32", // maps ahead of layer4
    "resnet18, 4, BFLOAT16",
    "mobilenet_v2, 5, FLOAT32",
    "mobilenet_v2, 5, BFLOAT16"
  })
  void rowsComeOutAlikeWhateverTheyComeWith(
      Architecture architecture, int stages, Precision precision) {
    Needs.precision(precision);
    check(architecture, stages, precision, images(IMAGES, SIDE), 1, 2, 3, 9);
  }

  static Stream<Arguments> familiesAndPrecisions() {
    return SmallBackbones.ofEachFamily()
        .flatMap(each -> Arrays.stream(Precision.values()).map(p -> Arguments.of(each, p)));
  }

  @ParameterizedTest
  @MethodSource("familiesAndPrecisions")
  void rowsOfEveryFamilyComeOutAlike(Architecture architecture, Precision precision) {
    Needs.precision(precision);
    List<float[]> images = images(3, SmallBackbones.side(architecture));
    check(architecture, architecture.stages().size(), precision, images, 1);
  }

  private static void check(
      Architecture architecture,
      int stages,
      Precision precision,
      List<float[]> images,
      int... sizes) {
    try (Weights weights = Golden.weights(architecture.entries());
        var network =
            new FrozenNetwork(architecture.prefix(stages), weights, Compute.of(2, precision))) {
      List<byte[]> all = rows(network, precision, images);
      for (int size : sizes) {
        for (int from : new int[] {0, images.size() - size}) {
          assertThat(rows(network, precision, images.subList(from, from + size)))
              .as("%d images from %d", size, from)
              .usingRecursiveComparison()
              .isEqualTo(all.subList(from, from + size));
        }
      }
    }
  }

  /** Nor on the threads: what one machine kept, another finds. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void rowsComeOutAlikeWithAnyNumberOfThreads(Precision precision) {
    Needs.precision(precision);
    Architecture architecture = Architecture.named("resnet18");
    var outputs = new ArrayList<List<byte[]>>();
    for (int threads : new int[] {1, 2, 3, 16}) {
      try (Weights weights = Golden.weights(architecture.entries());
          var network =
              new FrozenNetwork(architecture.prefix(6), weights, Compute.of(threads, precision))) {
        outputs.add(rows(network, precision, images(IMAGES, SIDE)));
      }
    }
    assertThat(outputs)
        .allSatisfy(rows -> assertThat(rows).usingRecursiveComparison().isEqualTo(outputs.get(0)));
  }

  private static List<byte[]> rows(
      FrozenNetwork network, Precision precision, List<float[]> images) {
    int count = images.size();
    int floats = images.get(0).length;
    long side = Math.round(Math.sqrt(floats / 3.0));
    ByteBuffer pixels =
        ByteBuffer.allocateDirect(Float.BYTES * count * floats).order(ByteOrder.nativeOrder());
    for (float[] image : images) {
      for (float value : image) {
        pixels.putFloat(value);
      }
    }
    try (var scope = Scope.withoutGradients()) {
      Tensor input = Pixels.copied(pixels.flip().asFloatBuffer(), precision, count, 3, side, side);
      Tensor output = network.forwardAlike(input);
      byte[] bytes = RowForm.of(output).bytes(output);
      int size = bytes.length / count;
      var rows = new ArrayList<byte[]>();
      for (int i = 0; i < count; i++) {
        rows.add(Arrays.copyOfRange(bytes, i * size, (i + 1) * size));
      }
      return rows;
    }
  }
}
