package dev.graft.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.Golden;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.Pass;
import dev.graft.torch.layers.Sequential;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ResNet-18's activations, and its BatchNorm statistics after one training pass. */
@Tag("golden")
class FeaturesGoldenTest {

  private static final Architecture RESNET18 = Architecture.named("resnet18");

  static Stream<String> cases() {
    return Golden.list(Golden.json("features_resnet18.json").get("cases")).stream()
        .map(c -> c.get("id").asText());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void activationsAgree(String id) {
    JsonNode expected = expected(id);
    try (var scope = Scope.withoutGradients();
        Weights weights = Golden.weights(RESNET18.entries(1000));
        Weights wide = weights.toDouble()) {
      Map<String, Tensor> outputs = outputs(weights, input(expected));
      Map<String, Tensor> exact = outputs(wide, input(expected).toDouble());
      for (JsonNode activation : expected.get("eval_activations")) {
        String name = activation.get("name").asText();
        double[] values = outputs.get(name).doubles();
        double tolerance = activation.get("tolerance_abs").asDouble();
        double[] indices = Golden.numbers(activation.get("strided_indices"));
        double[] at = Arrays.stream(indices).map(i -> values[(int) i]).toArray();
        assertThat(at)
            .as(name)
            .containsExactly(Golden.numbers(activation.get("strided_values")), within(tolerance));
        assertThat(Arrays.copyOf(values, 16))
            .as(name)
            .containsExactly(Golden.numbers(activation.get("first16")), within(tolerance));
        double l2 = activation.get("l2_float64").asDouble();
        assertThat(l2(exact.get(name).doubles())).as(name).isCloseTo(l2, within(1e-9 * l2));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void oneTrainingPassMovesTheStatistics(String id) {
    JsonNode expected = expected(id);
    JsonNode training = expected.get("train_mode_one_forward");
    try (var scope = Scope.withoutGradients();
        Weights weights = Golden.weights(RESNET18.entries(1000));
        Weights wide = weights.toDouble()) {
      Layer network = RESNET18.suffix(0, 1000);
      network.forward(input(expected), weights, Pass.TRAINING);
      network.forward(input(expected).toDouble(), wide, Pass.TRAINING);
      for (JsonNode statistic : training.get("running_statistics")) {
        String name = statistic.get("name").asText();
        double tolerance = statistic.get("tolerance_abs").asDouble();
        assertThat(Arrays.copyOf(weights.get(name).doubles(), 8))
            .as(name)
            .containsExactly(Golden.numbers(statistic.get("first8")), within(tolerance));
        assertThat(Arrays.copyOf(wide.get(name).doubles(), 8))
            .as(name)
            .containsExactly(Golden.numbers(statistic.get("first8_float64")), within(1e-9));
      }
      assertThat(weights.get("bn1.num_batches_tracked").item())
          .isEqualTo(training.get("num_batches_tracked_after").asDouble());
    }
  }

  private static JsonNode expected(String id) {
    return Golden.list(Golden.json("features_resnet18.json").get("cases")).stream()
        .filter(c -> c.get("id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Tensor input(JsonNode c) {
    return Golden.input(
        c.get("input_offset").asLong(),
        Golden.list(c.get("input_shape")).stream().mapToLong(JsonNode::asLong).toArray());
  }

  /** Each prefix is run by itself: activations overwrite their input. */
  private static Map<String, Tensor> outputs(Weights weights, Tensor input) {
    var layers =
        new ArrayList<Layer>(ModelsGoldenTest.parts((Sequential) RESNET18.stages().get(0).layer()));
    RESNET18.stages().stream().skip(1).forEach(stage -> layers.add(stage.layer()));
    layers.add(RESNET18.head(1000));
    List<String> names =
        List.of(
            "conv1",
            "bn1",
            "bn1_relu",
            "maxpool",
            "layer1",
            "layer2",
            "layer3",
            "layer4",
            "avgpool",
            "logits");
    var outputs = new LinkedHashMap<String, Tensor>();
    for (int i = 0; i < names.size(); i++) {
      var part = new Sequential(layers.subList(0, i + 1));
      outputs.put(names.get(i), part.forward(input, weights, Pass.EVALUATION));
    }
    return outputs;
  }

  private static double l2(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
  }
}
