package dev.graft.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.Golden;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.layers.BatchNorm2d;
import dev.graft.torch.layers.ConvNorm2d;
import dev.graft.torch.layers.Entry;
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
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every architecture against torchvision's: entries, sizes, stages, logits, in both precisions. */
@Tag("golden")
class ModelsGoldenTest {

  static Stream<String> models() {
    return Golden.list(Golden.json("models.json").get("models")).stream()
        .filter(model -> !model.has("timm_name"))
        .map(model -> model.get("name").asText());
  }

  @ParameterizedTest
  @MethodSource("models")
  void entriesAndSizesAreTorchvisions(String name) {
    Architecture architecture = known(name);
    JsonNode model = model(name);
    List<Entry> entries = architecture.entries(1000);
    JsonNode expected = Golden.json("models/" + name + ".json").get("entries");
    assertThat(entries).hasSize(expected.size());
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      JsonNode row = expected.get(i);
      assertThat(entry.name()).isEqualTo(row.get(0).asText());
      assertThat(entry.role() == Entry.Role.COUNTER ? "int64" : "float32")
          .as(entry.name())
          .isEqualTo(row.get(1).asText());
      assertThat(entry.shape())
          .as(entry.name())
          .isEqualTo(Golden.list(row.get(2)).stream().map(JsonNode::asLong).toList());
      assertThat(entry.isParameter()).as(entry.name()).isEqualTo(row.get(3).asBoolean());
    }
    assertThat(architecture.parameters(1000)).isEqualTo(model.get("total_parameters").asLong());
    assertThat(architecture.parameters(10))
        .isEqualTo(model.get("trainable_everything_10").asLong());
    assertThat(architecture.head(10).entries().stream().mapToLong(Entry::elements).sum())
        .isEqualTo(model.get("trainable_head_only_10").asLong());
    assertThat(architecture.featureWidth()).isEqualTo(model.get("penultimate_width").asInt());
    assertThat(architecture.headName()).isEqualTo(model.get("head").asText());
    String norm = "BatchNorm2d eps=%s momentum=%s".formatted("1e-05", BatchNorm2d.MOMENTUM);
    assertThat(new BatchNorm2d("bn1", 64).epsilon()).isEqualTo(1e-5);
    assertThat(model.at("/layers/normalisations/" + norm).asInt())
        .isEqualTo(entries.stream().filter(e -> e.role() == Entry.Role.COUNTER).count());
  }

  @ParameterizedTest
  @MethodSource("models")
  void storedWeightsAreBitForBitThoseOfTheFormula(String name) {
    Architecture architecture = known(name);
    JsonNode expected = Golden.json("models/" + name + ".json").get("entries");
    try (Weights weights = Golden.weights(architecture.entries(1000))) {
      for (JsonNode row : expected) {
        byte[] bytes = weights.get(row.get(0).asText()).bytes();
        assertThat("%08x".formatted(Golden.crc32(bytes)))
            .as(row.get(0).asText())
            .isEqualTo(row.get(5).asText());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void float32OutputsAgree(String name) {
    JsonNode model = model(name);
    try (var scope = Scope.withoutGradients();
        Weights weights = Golden.weights(known(name).entries(1000))) {
      var outputs = outputs(known(name), weights, input(model));
      double tolerance = model.get("tolerance_abs").asDouble();
      checkLogits(outputs.get("logits").floats(), model.get("logits"), tolerance);
      checkStages(name, outputs);
      checkSummary(outputs.get("features"), model.get("head_input"), "", 1e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void channelsLastOutputsAgree(String name) {
    JsonNode model = model(name);
    try (var scope = Scope.withoutGradients();
        Weights plain = Golden.weights(known(name).entries(1000));
        Weights weights = plain.channelsLast()) {
      var outputs = outputs(known(name), weights, input(model).channelsLast());
      double tolerance = model.get("tolerance_abs").asDouble();
      checkLogits(outputs.get("logits").floats(), model.get("logits"), tolerance);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void foldedOutputsAgree(String name) {
    JsonNode model = model(name);
    try (var scope = Scope.withoutGradients();
        Weights weights = Golden.weights(known(name).entries(1000));
        var network = new FrozenNetwork(known(name).suffix(0, 1000), weights, Compute.standard())) {
      double tolerance = model.get("tolerance_abs").asDouble();
      checkLogits(network.forward(input(model)).floats(), model.get("logits"), tolerance);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void float64OutputsAgree(String name) {
    JsonNode model = model(name);
    try (var scope = Scope.withoutGradients();
        Weights single = Golden.weights(known(name).entries(1000));
        Weights weights = single.toDouble()) {
      var outputs = outputs(known(name), weights, input(model).toDouble());
      double[] logits = outputs.get("logits").doubles();
      double tolerance = 1e-9 * model.at("/logits/rms").asDouble();
      checkRows(logits, model.get("logits_float64"), tolerance);
      assertThat(l2(logits))
          .isCloseTo(model.at("/logits_float64/l2").asDouble(), within(tolerance * 100));
      checkSummary(outputs.get("features"), model.get("head_input"), "_float64", 1e-9);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void outputsAgreeOnWeightsThatLetTheImageThrough(String name) {
    JsonNode model = model(name);
    Architecture architecture = known(name);
    JsonNode variant = model.get("sensitive_variant");
    assumeTrue(variant != null, "the plain formula is sensitive enough for " + name);
    try (var scope = Scope.withoutGradients();
        Weights weights =
            Golden.weights(architecture.entries(1000), variant.get("gain").asDouble());
        Weights wide = weights.toDouble()) {
      double tolerance = variant.get("tolerance_abs").asDouble();
      var outputs = outputs(architecture, weights, input(model));
      checkLogits(outputs.get("logits").floats(), variant.get("logits"), tolerance);
      var exact = outputs(architecture, wide, input(model).toDouble());
      checkRows(
          exact.get("logits").doubles(),
          variant.get("logits_float64"),
          1e-9 * variant.at("/logits/rms").asDouble());
    }
  }

  private static Architecture known(String name) {
    Optional<Architecture> architecture =
        Architecture.known().stream().filter(a -> a.id().equals(name)).findFirst();
    assumeTrue(architecture.isPresent(), "the registry has no " + name);
    String first = Golden.json("models/" + name + ".json").at("/entries/0/0").asText();
    assumeTrue(
        architecture.get().entries().get(0).name().equals(first),
        "the registry has timm's " + name + ", whose entries have other names than torchvision's");
    return architecture.orElseThrow();
  }

  private static JsonNode model(String name) {
    return Golden.list(Golden.json("models.json").get("models")).stream()
        .filter(model -> model.get("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Tensor input(JsonNode model) {
    return Golden.input(
        model.get("input_offset").asLong(),
        Golden.list(model.get("input_shape")).stream().mapToLong(JsonNode::asLong).toArray());
  }

  /** Outputs under torchvision's module names, and "features" and "logits". */
  private static Map<String, Tensor> outputs(
      Architecture architecture, Weights weights, Tensor input) {
    var outputs = new LinkedHashMap<String, Tensor>();
    Tensor x = input;
    for (Stage stage : architecture.stages()) {
      x = stage.layer().forward(x, weights, Pass.EVALUATION);
      outputs.put(stage.name().equals("pool") ? "avgpool" : stage.name(), x);
    }
    if (outputs.containsKey("stem")) {
      stemOutputs(architecture, weights, input, outputs);
    }
    outputs.put("features", x);
    Tensor logits = architecture.head(1000).forward(x, weights, Pass.EVALUATION);
    outputs.put(architecture.headName().split("\\.", -1)[0], logits);
    outputs.put("logits", logits);
    return outputs;
  }

  /** Activations overwrite their input, so each prefix of the stem is run by itself. */
  private static void stemOutputs(
      Architecture architecture, Weights weights, Tensor input, Map<String, Tensor> outputs) {
    List<Layer> stem = parts((Sequential) architecture.stages().get(0).layer());
    List<String> names = List.of("conv1", "bn1", "relu", "maxpool");
    for (int i = 0; i < names.size(); i++) {
      var head = new Sequential(new ArrayList<>(stem.subList(0, i + 1)));
      outputs.put(names.get(i), head.forward(input, weights, Pass.EVALUATION));
    }
  }

  /** A stage's layers, with a convolution and its normalisation apart. */
  static List<Layer> parts(Sequential stage) {
    return stage.layers().stream()
        .flatMap(
            layer ->
                layer instanceof ConvNorm2d both
                    ? Stream.of(both.convolution(), both.norm())
                    : Stream.of(layer))
        .toList();
  }

  private static void checkStages(String name, Map<String, Tensor> outputs) {
    for (JsonNode row : Golden.json("models/" + name + ".json").get("stages")) {
      String stage = row.get(0).asText();
      assertThat(outputs).containsKey(stage);
      float[] values = outputs.get(stage).floats();
      double l2 = row.get(3).asDouble();
      double rms = l2 / Math.sqrt(values.length);
      double tolerance = Math.max(10 * row.get(5).asDouble(), 2e-5 * rms);
      for (int i = 0; i < row.get(4).size(); i++) {
        assertThat((double) values[i])
            .as(stage + "[" + i + "]")
            .isCloseTo(row.get(4).get(i).asDouble(), within(tolerance));
      }
      assertThat(l2(widen(values))).as(stage + " l2").isCloseTo(l2, within(1e-5 * l2));
    }
  }

  private static void checkLogits(float[] logits, JsonNode expected, double tolerance) {
    checkRows(widen(logits), expected, tolerance);
    double l2 = expected.get("l2").asDouble();
    assertThat(l2(widen(logits))).isCloseTo(l2, within(1e-5 * l2));
    int classes = logits.length / 2;
    for (int row = 0; row < 2; row++) {
      int best = 0;
      for (int k = 1; k < classes; k++) {
        best = logits[row * classes + k] > logits[row * classes + best] ? k : best;
      }
      assertThat(best).isEqualTo(expected.get("argmax").get(row).asInt());
    }
  }

  private static void checkRows(double[] logits, JsonNode expected, double tolerance) {
    int classes = logits.length / 2;
    for (int row = 0; row < 2; row++) {
      double[] first = Golden.numbers(expected.get("row" + row + "_first8"));
      assertThat(Arrays.copyOfRange(logits, row * classes, row * classes + first.length))
          .containsExactly(first, within(tolerance));
    }
  }

  private static void checkSummary(
      Tensor tensor, JsonNode expected, String suffix, double relative) {
    double l2 = expected.get("l2" + suffix).asDouble();
    double sum = expected.get("sum" + suffix).asDouble();
    double[] values = tensor.doubles();
    assertThat(l2(values)).isCloseTo(l2, within(relative * l2));
    assertThat(Arrays.stream(values).sum())
        .isCloseTo(sum, within(relative * l2 * Math.sqrt(values.length)));
  }

  private static double l2(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
  }

  private static double[] widen(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
