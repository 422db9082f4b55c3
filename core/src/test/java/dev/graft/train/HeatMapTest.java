package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.Golden;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.SmallBackbones;
import dev.graft.backbone.StageOutput;
import dev.graft.data.image.Image;
import dev.graft.data.image.Region;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.files.Safetensors;
import dev.graft.torch.layers.Pass;
import dev.graft.torch.layers.Sequential;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import dev.graft.train.cache.Resources;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Heat maps beside Grad-CAM as PyTorch computes it with gradients. */
class HeatMapTest {

  private static final String PYTHON = "/usr/bin/python3";
  private static final int SIDE = 160;
  private static final int CLASSES = 3;

  @TempDir private Path folder;

  @Test
  void theyAreWhatGradientsGiveInPyTorch() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of(PYTHON))
            && new ProcessBuilder(PYTHON, "-c", "import torch, torchvision").start().waitFor() == 0,
        "no Python with PyTorch and torchvision");
    var image = new Image(SIDE, SIDE, waves(SIDE));
    Files.write(folder.resolve("image.rgb"), image.rgb());
    var architectures =
        List.of(
            Architecture.named("resnet18"),
            Architecture.named("resnet50"),
            Architecture.named("mobilenet_v2"));
    for (Architecture architecture : architectures) {
      try (Weights weights = Golden.weights(architecture.entries(CLASSES))) {
        write(architecture, SIDE, weights);
      }
    }
    Map<String, JsonNode> theirs = theirs();
    assertThat(theirs).hasSize(architectures.size());
    for (Architecture architecture : architectures) {
      LivePredictor.Answer answer = answer(architecture, image);
      JsonNode maps = theirs.get(architecture.id()).get(2);
      assertThat(answer.heatMaps()).hasSize(CLASSES);
      assertThat(answer.heatMaps().get(0).label()).isEqualTo(answer.prediction().label());
      assertThat(answer.heatMaps()).anyMatch(map -> map.peak() > 0);
      for (HeatMap map : answer.heatMaps()) {
        same(architecture.id() + " " + map.label(), map, maps.get(map.label()));
      }
    }
  }

  /** Of untrained weights, whose logits depend on every place. */
  @ParameterizedTest
  @MethodSource("dev.graft.backbone.SmallBackbones#ofEachFamily")
  void everyFamilySaysWhereItLooked(Architecture architecture) throws IOException {
    int side = SmallBackbones.side(architecture);
    try (Weights weights = Weights.untrained(architecture.entries(CLASSES), 1)) {
      write(architecture, side, weights);
    }
    byte[] rgb = waves(side);
    try (Classifier classifier = Classifier.load(file(architecture));
        var predictor = new LivePredictor(classifier, Resources.defaults(), 1)) {
      var image = new Image(side, side, rgb);
      var seen = new LivePredictor.Prepared(image, side, side, new Region(0, 0, 1, 1));
      var answer = predictor.predict(List.of(new LivePredictor.Question(seen, CLASSES))).get(0);
      assertThat(answer.prediction().probabilities())
          .hasSize(CLASSES)
          .allMatch(probability -> probability > 0);
      assertThat(answer.heatMaps()).hasSize(CLASSES).anyMatch(map -> map.peak() > 0);
      int places = architecture.patches(side).orElseThrow();
      for (HeatMap map : answer.heatMaps()) {
        assertThat(map.rows()).isEqualTo(map.columns()).isBetween(2, places);
        assertThat(map.values()).allMatch(value -> value >= 0 && value <= 1);
      }
    }
  }

  static Stream<Architecture> withGradients() {
    return Stream.concat(
        SmallBackbones.ofEachFamily(),
        Stream.of(Architecture.named("vit_base_patch16_siglip_224")));
  }

  /**
   * Of each class beside the formula: the mean slope of the class's logit with each channel, by
   * differences in float64, times the channel's value at the place.
   */
  @ParameterizedTest
  @MethodSource("withGradients")
  void theyAreSlopesTimesValues(Architecture architecture) {
    int cut = LastMap.cut(architecture);
    StageOutput output = architecture.stages().get(cut - 1).output();
    int rows = SmallBackbones.side(architecture) / output.stride();
    int[] labels = {2, 0, 1, 2, 0, 1, 2, 0, 1}; // more than are computed at once
    Sequential behind = architecture.suffix(cut, CLASSES);
    try (var scope = Scope.withoutGradients();
        Weights weights = Golden.weights(behind.entries());
        Weights wide = weights.toDouble();
        var last = new LastMap(architecture, CLASSES, weights, Compute.standard())) {
      Tensor map = Golden.input(3, shape(output, rows));
      List<HeatMap> maps = last.heatMaps(labels, map.floats(), map.shape());
      assertThat(maps).hasSize(labels.length).anyMatch(found -> found.peak() > 0);
      for (int place = 0; place < rows * rows; place++) {
        double[] expected = slopes(behind, wide, map, output, place);
        double tolerance = 1e-4 * Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < labels.length; i++) {
          assertThat(maps.get(i).label()).isEqualTo(labels[i]);
          assertThat(maps.get(i).values().get(place) * maps.get(i).peak())
              .as("class %d, place %d", labels[i], place)
              .isCloseTo(Math.max(0, expected[labels[i]]), within(Math.max(tolerance, 1e-5)));
        }
      }
    }
  }

  private static long[] shape(StageOutput output, int rows) {
    return output instanceof StageOutput.Tokens tokens
        ? new long[] {1, tokens.extra() + rows * rows, output.width()}
        : new long[] {1, output.width(), rows, rows};
  }

  /** How much each logit rises when the values at {@code place} are added to all places' mean. */
  private static double[] slopes(
      Sequential behind, Weights weights, Tensor map, StageOutput output, int place) {
    double step = 1e-4;
    double[] values = map.doubles();
    double[] moved = Arrays.copyOf(values, 2 * values.length);
    System.arraycopy(values, 0, moved, values.length, values.length);
    int extra = output instanceof StageOutput.Tokens tokens ? tokens.extra() : 0;
    int places = values.length / output.width() - extra;
    for (int i = 0; i < places * output.width(); i++) {
      int c = i / places;
      boolean tokens = output instanceof StageOutput.Tokens;
      int to = tokens ? (extra + i % places) * output.width() + c : i;
      int from = tokens ? (extra + place) * output.width() + c : c * places + place;
      moved[to] += step * values[from] / places;
      moved[values.length + to] -= step * values[from] / places;
    }
    long[] both = map.shape();
    both[0] = 2;
    double[] logits = behind.forward(Tensor.of(moved, both), weights, Pass.EVALUATION).doubles();
    double[] slopes = new double[CLASSES];
    Arrays.setAll(slopes, k -> (logits[k] - logits[CLASSES + k]) / (2 * step));
    return slopes;
  }

  private static void same(String name, HeatMap ours, JsonNode theirs) {
    assertThat(ours.rows()).isEqualTo(SIDE / 32).isEqualTo(theirs.size());
    double largest = 0;
    for (JsonNode row : theirs) {
      for (JsonNode value : row) {
        largest = Math.max(largest, value.asDouble());
      }
    }
    assertThat(ours.peak()).as(name).isCloseTo(largest, within(1e-4 * Math.max(largest, 1e-3)));
    for (int i = 0; i < ours.values().size(); i++) {
      double expected = theirs.get(i / ours.columns()).get(i % ours.columns()).asDouble();
      assertThat(ours.values().get(i) * ours.peak())
          .as("%s, place %d", name, i)
          .isCloseTo(expected, within(2e-4 * Math.max(largest, 1e-3)));
    }
  }

  private LivePredictor.Answer answer(Architecture architecture, Image image) throws IOException {
    try (Classifier classifier = Classifier.load(file(architecture));
        var predictor = new LivePredictor(classifier, Resources.defaults(), 2)) {
      var seen = new LivePredictor.Prepared(image, SIDE, SIDE, new Region(0, 0, 1, 1));
      var question = new LivePredictor.Question(seen, CLASSES);
      return predictor.predict(List.of(question, question)).get(1);
    }
  }

  private Path file(Architecture architecture) {
    return folder.resolve(architecture.id() + ".safetensors");
  }

  private void write(Architecture architecture, int side, Weights weights) throws IOException {
    var metadata = new HashMap<String, String>();
    metadata.put("architecture", architecture.id());
    metadata.put("classes", "[\"a\",\"b\",\"c\"]");
    metadata.putAll(
        Map.of("fit", "squash", "resize", "" + side, "input_size", Integer.toString(side)));
    metadata.putAll(Map.of("mean", "0.5,0.4,0.3", "std", "0.25,0.2,0.3"));
    Safetensors.write(file(architecture), weights.stored(), metadata);
  }

  /** Waves of colour, so that places differ. */
  private static byte[] waves(int side) {
    byte[] rgb = new byte[3 * side * side];
    for (int i = 0; i < rgb.length; i++) {
      int x = i / 3 % side;
      int y = i / 3 / side;
      rgb[i] = (byte) (127 + 120 * Math.sin((x * (1 + i % 3) + y * y / 40.0) / 17));
    }
    return rgb;
  }

  private Map<String, JsonNode> theirs() throws IOException, InterruptedException {
    Path script = folder.resolve("grad_cam.py");
    try (InputStream in = HeatMapTest.class.getResourceAsStream("grad_cam.py")) {
      Files.copy(in, script);
    }
    Path loader =
        Path.of(System.getProperty("graft.root", "..")).resolve("docs/guide/load_in_pytorch.py");
    Process process =
        new ProcessBuilder(
                PYTHON,
                "-B",
                script.toString(),
                loader.toString(),
                folder.toString(),
                folder.resolve("image.rgb").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    var answers = new HashMap<String, JsonNode>();
    for (String line : output.lines().toList()) {
      JsonNode answer = new ObjectMapper().readTree(line);
      answers.put(answer.get(0).asText(), answer);
    }
    return answers;
  }

  @Test
  void whereNothingSpeaksForAClassAllIsZero() {
    HeatMap map = HeatMap.of(0, new float[] {1, 2, 3, 4}, 2, 2, new double[] {-1});
    assertThat(map.values()).containsOnly(0f);
    assertThat(map.peak()).isZero();
  }

  @Test
  void itIsTheWeightedSumOfChannels() {
    float[] features = {1, 0, 0, 2, /* second channel */ 0, 4, 1, 0};
    HeatMap map = HeatMap.of(1, features, 2, 2, new double[] {0.5, -0.25});
    assertThat(map.values()).containsExactly(0.5f, 0f, 0f, 1f);
    assertThat(map.peak()).isEqualTo(1); // 2 * 0.5
  }
}
