package dev.graft.train.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.Golden;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.SmallBackbones;
import dev.graft.torch.layers.Attention;
import dev.graft.torch.layers.Dropout;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.Linear;
import dev.graft.torch.layers.Pass;
import dev.graft.torch.layers.Sequential;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.layers.WindowAttention;
import dev.graft.torch.tensors.CrossEntropy;
import dev.graft.torch.tensors.Generator;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Target;
import dev.graft.torch.tensors.Tensor;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecomputedForwardTest {

  private static final int CLASSES = 4;

  /** Everything a step leaves behind, to the bit. */
  private record Outcome(double loss, Map<String, FloatBuffer> gradients, String weights) {}

  @ParameterizedTest
  @MethodSource("dev.graft.backbone.SmallBackbones#ofEachFamily")
  void runningStagesTwiceChangesNoBit(Architecture architecture) {
    Outcome remembered = step(architecture, 0, Pass.MOVING_STATISTICS);
    int early = architecture.earlyStages(0, Pass.TRAINING);
    assumeTrue(early > 0, "all of it is coarse");
    Outcome twice = step(architecture, early, Pass.MOVING_STATISTICS);
    boolean attends = architecture.prefix(early).layers().stream().anyMatch(this::attends);
    if (!attends) {
      assertThat(twice).isEqualTo(remembered);
      return;
    }
    // libtorch computes attention by another kernel where gradients are recorded.
    assertThat(twice.loss()).isCloseTo(remembered.loss(), within(1e-6));
    remembered
        .gradients()
        .forEach(
            (name, gradient) -> {
              float[] expected = gradient.array();
              float[] actual = twice.gradients().get(name).array();
              double largest = 0;
              double difference = 0;
              for (int i = 0; i < expected.length; i++) {
                largest = Math.max(largest, Math.abs(expected[i]));
                difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
              }
              assertThat(difference).as(name).isLessThanOrEqualTo(1e-4 * largest + 1e-7);
            });
  }

  private boolean attends(Layer layer) {
    return layer instanceof Attention
        || layer instanceof WindowAttention
        || layer.children().stream().anyMatch(this::attends);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "mobilenet_v2"})
  void norDoesItWithFixedStatistics(Architecture architecture) {
    assertThat(step(architecture, architecture.earlyStages(0, Pass.TRAINING), Pass.EVALUATION))
        .isEqualTo(step(architecture, 0, Pass.EVALUATION));
  }

  @Test
  void whatDrawsRandomNumbersIsNotRunTwice() {
    var network = Sequential.of(new Dropout(0.5), new Linear("fc", 4, 2));
    try (var weights = new Weights()) {
      assertThatThrownBy(() -> new RecomputedForward(network, 1, weights, Pass.TRAINING))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Dropout");
      assertThatCode(() -> new RecomputedForward(network, 1, weights, Pass.EVALUATION))
          .doesNotThrowAnyException();
    }
  }

  private static Outcome step(Architecture architecture, int recomputed, Pass pass) {
    List<Entry> entries = architecture.entries(CLASSES);
    List<String> parameters = entries.stream().filter(Entry::isParameter).map(Entry::name).toList();
    try (var scope = Scope.open();
        Weights plain = Golden.weights(entries);
        Weights weights = plain.channelsLast()) {
      weights.learn(parameters);
      Sequential network = architecture.suffix(0, CLASSES);
      int side = SmallBackbones.side(architecture);
      Tensor images = Golden.input(1, 4, 3, side, side).channelsLast();
      double loss =
          new RecomputedForward(network, recomputed, weights, pass)
              .lossAndGradients(
                  images,
                  Target.of(Tensor.ofIndices(new int[] {0, 1, 2, 3})),
                  new CrossEntropy(0.1),
                  Generator.seeded(1));
      var gradients = new HashMap<String, FloatBuffer>();
      for (String name : parameters) {
        double[] gradient = weights.get(name).gradient();
        assertThat(gradient).as(name).isNotEmpty();
        var floats = FloatBuffer.allocate(gradient.length);
        for (double value : gradient) {
          floats.put((float) value);
        }
        gradients.put(name, floats.flip());
      }
      List<String> names = entries.stream().map(Entry::name).toList();
      return new Outcome(loss, gradients, weights.sha256(names));
    }
  }
}
