package dev.graft.torch.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.Golden;
import dev.graft.Needs;
import dev.graft.backbone.Architecture;
import dev.graft.torch.Precision;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.RowForm;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What frozen layers make of an image does not depend on the images beside it. */
@Tag("precision")
class RowsAlikeTest {

  private static final int SIDE = 32;
  private static final int IMAGES = 17;

  private final List<float[]> images = new ArrayList<>();

  RowsAlikeTest() {
    var random = new Random(5);
    for (int i = 0; i < IMAGES; i++) {
      float[] pixels = new float[3 * SIDE * SIDE];
      for (int j = 0; j < pixels.length; j++) {
        pixels[j] = (float) random.nextGaussian();
      }
      images.add(pixels);
    }
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
    try (Weights weights = Golden.weights(architecture.entries());
        var network =
            new FrozenNetwork(architecture.prefix(stages), weights, Compute.of(2, precision))) {
      List<byte[]> all = rows(network, precision, 0, IMAGES);
      for (int size : new int[] {1, 2, 3, 9}) {
        for (int from : new int[] {0, IMAGES - size}) {
          assertThat(rows(network, precision, from, size))
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
        outputs.add(rows(network, precision, 0, IMAGES));
      }
    }
    assertThat(outputs)
        .allSatisfy(rows -> assertThat(rows).usingRecursiveComparison().isEqualTo(outputs.get(0)));
  }

  private List<byte[]> rows(FrozenNetwork network, Precision precision, int from, int count) {
    ByteBuffer pixels =
        ByteBuffer.allocateDirect(Float.BYTES * count * 3 * SIDE * SIDE)
            .order(ByteOrder.nativeOrder());
    for (float[] image : images.subList(from, from + count)) {
      for (float value : image) {
        pixels.putFloat(value);
      }
    }
    try (var scope = Scope.withoutGradients()) {
      Tensor input =
          Tensor.ofImages(pixels.flip().asFloatBuffer(), precision, count, 3, SIDE, SIDE);
      Tensor output = network.forwardAlike(input);
      byte[] bytes = RowForm.of(output).bytes(output);
      int size = bytes.length / count;
      var rows = new ArrayList<byte[]>();
      for (int i = 0; i < count; i++) {
        rows.add(java.util.Arrays.copyOfRange(bytes, i * size, (i + 1) * size));
      }
      return rows;
    }
  }
}
