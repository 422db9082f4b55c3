package dev.graft.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.graft.Golden;
import dev.graft.Needs;
import dev.graft.torch.Precision;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.layers.Pass;
import dev.graft.torch.layers.Sequential;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("precision")
class FrozenNetworkTest {

  private static final Architecture RESNET18 = Architecture.named("resnet18");

  @ParameterizedTest
  @MethodSource("dev.graft.backbone.SmallBackbones#ofEachFamily")
  void foldedFloat32FeaturesAreThoseOfTheLayers(Architecture architecture) {
    assertThat(distanceFromLayers(architecture, Precision.FLOAT32)).isBetween(0.0, 1e-4);
  }

  /** 8 significant bits a value: a relative 0.4 % each, which sums average out. */
  @ParameterizedTest
  @MethodSource("dev.graft.backbone.SmallBackbones#ofEachFamily")
  void bfloat16FeaturesAreNearThem(Architecture architecture) {
    Needs.bfloat16();
    assertThat(distanceFromLayers(architecture, Precision.BFLOAT16)).isBetween(1e-5, 0.03);
  }

  @Test
  void aBatchIsTheSameAsItsImagesWhateverTheThreads() {
    try (var scope = Scope.withoutGradients();
        Weights weights = Golden.weights(RESNET18.entries());
        var one = network(weights, 1);
        var three = network(weights, 3)) {
      Tensor images = Golden.input(1, 21, 3, 32, 32); // not a multiple of what a thread takes
      float[] alone = one.forward(images).floats();
      float[] shared = three.forward(images).floats();
      assertThat(three.forward(images).floats()).isEqualTo(shared);
      assertThat(shared).hasSize(21 * 512).containsExactly(alone, within(1e-3f));
    }
  }

  @Test
  void laterChangesOfTheWeightsDoNotReachIt() {
    try (var scope = Scope.withoutGradients();
        Weights weights = Golden.weights(RESNET18.entries());
        var network = network(weights, 2)) {
      Tensor images = Golden.input(1, 2, 3, 32, 32);
      float[] before = network.forward(images).floats();
      prefix(RESNET18).forward(images, weights, Pass.MOVING_STATISTICS);
      assertThat(network.forward(images).floats()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whatFailsOnAnyThreadReachesTheCaller(int threads) {
    try (var scope = Scope.withoutGradients();
        Weights weights = Golden.weights(RESNET18.entries());
        var network = network(weights, threads)) {
      Tensor fourChannels = Golden.input(1, 4, 4, 32, 32);
      assertThatThrownBy(() -> network.forward(fourChannels)).hasMessageContaining("channels");
      assertThat(network.forward(Golden.input(1, 4, 3, 32, 32)).shape()).containsExactly(4, 512);
    }
  }

  /** Root mean square of the difference of features, relative to that of the features. */
  private static double distanceFromLayers(Architecture architecture, Precision precision) {
    try (var scope = Scope.withoutGradients();
        Weights plain = Golden.weights(architecture.entries());
        Weights weights = plain.channelsLast();
        var network = new FrozenNetwork(prefix(architecture), weights, precision)) {
      int side = SmallBackbones.side(architecture);
      Tensor images = Golden.input(1, 4, 3, side, side).channelsLast();
      double[] expected = prefix(architecture).forward(images, weights, Pass.EVALUATION).doubles();
      double[] actual = network.forward(images).doubles();
      double difference = 0;
      double size = 0;
      for (int i = 0; i < expected.length; i++) {
        difference += Math.pow(actual[i] - expected[i], 2);
        size += Math.pow(expected[i], 2);
      }
      return Math.sqrt(difference / size);
    }
  }

  private static FrozenNetwork network(Weights weights, int threads) {
    return new FrozenNetwork(prefix(RESNET18), weights, Compute.of(threads, Precision.FLOAT32));
  }

  private static Sequential prefix(Architecture architecture) {
    return architecture.prefix(architecture.stages().size());
  }
}
