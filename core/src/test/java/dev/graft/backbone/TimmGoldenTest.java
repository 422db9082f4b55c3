package dev.graft.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.Golden;
import dev.graft.data.image.Preprocessing;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.layers.Pass;
import dev.graft.torch.layers.Positions;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every architecture against timm's: entries, sizes, stages and logits. The folder of reference
 * numbers is either one of timm's or has one called {@code timm}.
 */
@Tag("golden")
class TimmGoldenTest {

  private static final int LARGEST_CHECKED = 40_000;

  /** What timm's last module of a stage is called, where the stage is called like its first. */
  private static final Map<String, List<String>> ENDS =
      Map.of("conv_head", List.of("bn2", "act2", "norm_head"));

  private static String path(String file) {
    return Files.isDirectory(Golden.folder().resolve("timm")) ? "timm/" + file : file;
  }

  static Stream<String> models() {
    List<String> names =
        Golden.list(Golden.json(path("models.json")).get("models")).stream()
            .filter(model -> model.has("timm_name"))
            .map(model -> model.get("name").asText())
            .toList();
    assumeTrue(!names.isEmpty(), "no numbers of timm's in " + Golden.folder());
    return names.stream();
  }

  static JsonNode model(String name) {
    return Golden.list(Golden.json(path("models.json")).get("models")).stream()
        .filter(model -> model.get("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Architecture architecture(String name) {
    return Architecture.named(model(name).get("timm_name").asText());
  }

  @ParameterizedTest
  @MethodSource("models")
  void entriesAndSizesAreTimms(String name) {
    Architecture architecture = architecture(name);
    JsonNode model = model(name);
    Map<String, Entry> entries = new HashMap<>();
    architecture.entries(1000).forEach(entry -> entries.put(entry.name(), entry));
    JsonNode expected = Golden.json(path("models/" + name + ".json")).get("entries");
    for (JsonNode row : expected) {
      Entry entry = entries.remove(row.get(0).asText());
      assertThat(entry).as(row.get(0).asText()).isNotNull();
      assertThat(entry.role() == Entry.Role.COUNTER ? "int64" : "float32")
          .as(entry.name())
          .isEqualTo(row.get(1).asText());
      List<Long> shape = Golden.list(row.get(2)).stream().map(JsonNode::asLong).toList();
      boolean head = entry.name().startsWith(architecture.headName() + ".");
      // A head that is a 1 x 1 convolution there is the same matrix here.
      assertThat(entry.shape())
          .isEqualTo(head ? shape.subList(0, Math.min(2, shape.size())) : shape);
      assertThat(entry.isParameter()).as(entry.name()).isEqualTo(row.get(3).asBoolean());
      if (entry.elements() < LARGEST_CHECKED) {
        checkWeights(entry, row.get(5).asText());
      }
    }
    assertThat(entries).isEmpty();
    JsonNode before = model.at("/resampled/total_parameters_before");
    assertThat(architecture.parameters(1000))
        .isEqualTo((before.isMissingNode() ? model.get("total_parameters") : before).asLong());
    assertThat(architecture.head(10).entries().stream().mapToLong(Entry::elements).sum())
        .isEqualTo(model.get("trainable_head_only_10").asLong());
    assertThat(architecture.featureWidth()).isEqualTo(model.get("penultimate_width").asInt());
    assertThat(architecture.headName()).isEqualTo(model.get("head").asText());
  }

  private static void checkWeights(Entry entry, String crc) {
    try (Weights weights = Golden.weights(List.of(entry))) {
      assertThat("%08x".formatted(Golden.crc32(weights.get(entry.name()).bytes())))
          .as(entry.name())
          .isEqualTo(crc);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void preprocessingIsTimms(String name) {
    assumeTrue(
        model(name).at("/create_kwargs/img_size").isMissingNode(),
        "made for images of another size than timm's weights are");
    assumeTrue(
        architecture(name).weights().stream().noneMatch(w -> w.tag().startsWith("imagenet")),
        "prepared as for torchvision's weights, which are the default");
    check(
        architecture(name).preprocessing(),
        (ObjectNode) model(name).at("/pretrained_cfg/resolved_data_config"));
  }

  /** Those of the table whose configurations are among the reference numbers. */
  @ParameterizedTest
  @MethodSource("models")
  void tagsAreTimms(String name) {
    ObjectNode config = (ObjectNode) model(name).get("pretrained_cfg");
    Map<String, ObjectNode> theirs = new HashMap<>();
    theirs.put(config.get("hf_hub_id").asText(), config);
    for (JsonNode other : config.path("other_tags")) {
      theirs.put(
          other.get("hf_hub_id").asText(), config.deepCopy().setAll((ObjectNode) other.deepCopy()));
    }
    List<PublishedWeights> listed =
        architecture(name).weights().stream()
            .filter(PublishedWeights::isOfHub)
            .filter(weights -> theirs.containsKey(weights.hubRepository().orElseThrow()))
            .toList();
    assumeTrue(!listed.isEmpty(), "the table has none of the tags of " + name);
    for (PublishedWeights weights : listed) {
      ObjectNode expected = theirs.get(weights.hubRepository().orElseThrow());
      check(weights.preprocessing(), expected);
      assertThat(weights.licence())
          .as(weights.tag())
          .isEqualToIgnoringCase(expected.get("license").asText());
    }
  }

  private static void check(Preprocessing preprocessing, ObjectNode config) {
    int side = config.at("/input_size/1").asInt();
    assertThat(preprocessing.inputSize()).isEqualTo(side);
    assertThat(preprocessing.resize())
        .isEqualTo((int) Math.floor(side / config.get("crop_pct").asDouble()));
    assertThat(preprocessing.fit()).isEqualTo(TimmConfig.fit(config.get("crop_mode").asText()));
    assertThat(preprocessing.interpolation().name())
        .isEqualToIgnoringCase(config.get("interpolation").asText());
    assertThat(preprocessing.mean()).isEqualTo(floats(config.get("mean")));
    assertThat(preprocessing.std()).isEqualTo(floats(config.get("std")));
  }

  private static List<Float> floats(JsonNode numbers) {
    return Arrays.stream(Golden.numbers(numbers)).mapToObj(x -> (float) x).toList();
  }

  @ParameterizedTest
  @MethodSource("models")
  void float32OutputsAgree(String name) {
    JsonNode model = model(name);
    Architecture architecture = architecture(name);
    try (var scope = Scope.withoutGradients();
        Weights weights = Golden.weights(architecture.entries(1000))) {
      var outputs = outputs(architecture, weights, input(model));
      checkStages(name, outputs);
      checkSummary(outputs.get("features"), model.get("head_input"), "", 1e-5);
      double tolerance = model.get("tolerance_abs").asDouble();
      checkLogits(outputs.get("logits"), model.get("logits"), tolerance);
      try (var network =
          new FrozenNetwork(architecture.suffix(0, 1000), weights, Compute.standard())) {
        checkLogits(network.forward(input(model)), model.get("logits"), 2 * tolerance);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void float64OutputsAgree(String name) {
    JsonNode model = model(name);
    Architecture architecture = architecture(name);
    assumeTrue(
        architecture.parameters(1000) < 80e6 && model.at("/input_shape/3").asInt() < 500,
        "too large for a test in float64; the same layers are tested with smaller networks");
    try (var scope = Scope.withoutGradients();
        Weights single = Golden.weights(architecture.entries(1000));
        Weights weights = single.toDouble()) {
      var outputs = outputs(architecture, weights, input(model).toDouble());
      double tolerance = model.get("tolerance_abs_float64").asDouble();
      checkRows(outputs.get("logits").doubles(), model.get("logits_float64"), tolerance);
      checkSummary(outputs.get("features"), model.get("head_input"), "_float64", 1e-7);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void outputsAgreeOnWeightsThatLetTheImageThrough(String name) {
    JsonNode model = model(name);
    Architecture architecture = architecture(name);
    JsonNode variant = model.get("sensitive_variant");
    assumeTrue(variant != null, "the plain formula is sensitive enough for " + name);
    double gain = variant.get("gain").asDouble();
    try (var scope = Scope.withoutGradients();
        Weights weights = Golden.weights(architecture.entries(1000), gain);
        Weights wide = weights.toDouble()) {
      var outputs = outputs(architecture, weights, input(model));
      checkLogits(
          outputs.get("logits"), variant.get("logits"), variant.get("tolerance_abs").asDouble());
      var exact = outputs(architecture, wide, input(model).toDouble());
      checkRows(
          exact.get("logits").doubles(),
          variant.get("logits_float64"),
          1e-9 * variant.at("/logits/rms").asDouble());
    }
  }

  /** Other images, where their shape alone differs. */
  @ParameterizedTest
  @MethodSource("models")
  void outputsAgreeForOtherImages(String name) {
    Architecture architecture = architecture(name);
    List<JsonNode> variants =
        model(name).has("variants") ? Golden.list(model(name).get("variants")) : List.of();
    List<JsonNode> others =
        variants.stream().filter(variant -> variant.get("kwargs").isEmpty()).toList();
    assumeTrue(!others.isEmpty(), "no other images for " + name);
    for (JsonNode variant : others) {
      assumeTrue(
          architecture.stages().get(0).output() instanceof StageOutput.Maps || isSquare(variant),
          "patches are those of square images; RectanglesTest has the others of " + name);
      double gain = variant.path("gain").asDouble(1);
      try (var scope = Scope.withoutGradients();
          Weights weights = Golden.weights(architecture.entries(1000), gain)) {
        var outputs = outputs(architecture, weights, input(variant));
        checkLogits(
            outputs.get("logits"), variant.get("logits"), variant.get("tolerance_abs").asDouble());
      }
    }
  }

  private static boolean isSquare(JsonNode variant) {
    return variant.at("/input_shape/2").asInt() == variant.at("/input_shape/3").asInt();
  }

  @ParameterizedTest
  @MethodSource("models")
  void resampledPositionsAreTimms(String name) {
    JsonNode resampled = model(name).get("resampled");
    assumeTrue(resampled != null, "positions of " + name + " are not resampled");
    Entry entry =
        architecture(name).entries().stream()
            .filter(e -> e.name().equals(resampled.get("entry").asText()))
            .findFirst()
            .orElseThrow();
    int prefix = resampled.get("prefix_tokens_kept").asInt();
    int side = resampled.at("/from_grid/0").asInt();
    int width = Math.toIntExact(entry.shape().get(2));
    try (var scope = Scope.withoutGradients();
        Weights weights = Golden.weights(List.of(entry))) {
      float[] values =
          new Positions(entry.name(), side, prefix, width)
              .of(weights.get(entry.name()), resampled.at("/to_grid/0").asInt())
              .floats();
      double[] first = Golden.numbers(resampled.get("first8"));
      for (int i = 0; i < first.length; i++) {
        assertThat((double) values[i]).isCloseTo(first[i], within(3e-7));
      }
      double l2 = resampled.get("l2").asDouble();
      assertThat(l2(widen(values))).isCloseTo(l2, within(1e-6 * l2));
    }
  }

  private static Tensor input(JsonNode model) {
    long[] shape =
        Golden.list(model.get("input_shape")).stream().mapToLong(JsonNode::asLong).toArray();
    return Golden.input(model.path("input_offset").asLong(12345), shape);
  }

  /** What each stage gives, and features and logits. */
  private static Map<String, Tensor> outputs(
      Architecture architecture, Weights weights, Tensor input) {
    var outputs = new LinkedHashMap<String, Tensor>();
    Tensor x = input;
    for (Stage stage : architecture.stages()) {
      x = stage.layer().forward(x, weights, Pass.EVALUATION);
      for (String module : ENDS.getOrDefault(stage.name(), List.of(stage.name()))) {
        outputs.put(module, x);
      }
      for (int dot = stage.name().lastIndexOf('.'); dot > 0; ) { // the group that it ends
        outputs.put(stage.name().substring(0, dot), x);
        dot = stage.name().lastIndexOf('.', dot - 1);
      }
    }
    outputs.put("features", x);
    outputs.put("logits", architecture.head(1000).forward(x, weights, Pass.EVALUATION));
    return outputs;
  }

  /** Every stage that has timm's name; layouts may differ, so that l2 and sum are compared. */
  private static void checkStages(String name, Map<String, Tensor> outputs) {
    int checked = 0;
    for (JsonNode row : Golden.json(path("models/" + name + ".json")).get("stages")) {
      Tensor output = outputs.get(row.get(0).asText());
      if (output == null) {
        continue;
      }
      long count =
          Golden.list(row.get(1)).stream().mapToLong(JsonNode::asLong).reduce(1, (a, b) -> a * b);
      double[] values = output.doubles();
      assertThat((long) values.length).as(row.get(0).asText()).isEqualTo(count);
      double l2 = row.get(3).asDouble();
      assertThat(l2(values)).as(row.get(0).asText() + " l2").isCloseTo(l2, within(2e-5 * l2));
      assertThat(Arrays.stream(values).sum())
          .as(row.get(0).asText() + " sum")
          .isCloseTo(row.get(2).asDouble(), within(2e-5 * l2 * Math.sqrt(values.length)));
      checked++;
    }
    assertThat(checked).isGreaterThan(2);
  }

  private static void checkLogits(Tensor logits, JsonNode expected, double tolerance) {
    double[] values = logits.doubles();
    checkRows(values, expected, tolerance);
    double l2 = expected.get("l2").asDouble();
    assertThat(l2(values)).isCloseTo(l2, within(1e-5 * l2));
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
    Arrays.setAll(wide, i -> values[i]);
    return wide;
  }
}
