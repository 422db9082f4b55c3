package dev.graft.backbone;

import static dev.graft.backbone.graph.SmallGraph.ints;
import static dev.graft.backbone.graph.SmallGraph.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.graft.backbone.graph.GraphFile;
import dev.graft.backbone.graph.SmallGraph;
import dev.graft.torch.Precision;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.tensors.Native;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ONNX files of other programs as frozen backbones: what is handled, and what is refused. */
class OnnxBackboneTest {

  private static final int SIDE = 8;
  private static final int IMAGES = 5;

  @TempDir private Path folder;

  private Path file(SmallGraph graph) throws IOException {
    return graph.write(folder.resolve("net.onnx"));
  }

  /** Values of pixels, 0 to 255, in steps that bytes have. */
  private static float[] images() {
    var random = new SplittableRandom(3);
    float[] images = new float[IMAGES * 3 * SIDE * SIDE];
    for (int i = 0; i < images.length; i++) {
      images[i] = random.nextInt(256) / 255f;
    }
    return images;
  }

  private static float[] features(Backbone backbone, int threads) {
    Architecture architecture = backbone.architecture();
    try (var scope = Scope.withoutGradients();
        var network =
            new FrozenNetwork(
                architecture.prefix(1),
                backbone.weights(),
                Compute.of(threads, Precision.FLOAT32))) {
      return network.forwardAlike(Tensor.of(images(), IMAGES, 3, SIDE, SIDE)).floats();
    }
  }

  private float[] features(SmallGraph graph, String node) throws IOException {
    try (Backbone backbone = Backbone.onnx(file(graph), Optional.of(node))) {
      return features(backbone, 2);
    }
  }

  /** What the convolution, the rectifier and the mean give, computed here. */
  private static float[] expected() {
    var graph = SmallGraph.usual();
    List<Float> weight = graph.values("conv.weight");
    List<Float> bias = graph.values("conv.bias");
    float[] images = images();
    int out = (SIDE - 3) / 2 + 1;
    float[] features = new float[IMAGES * SmallGraph.CHANNELS];
    for (int n = 0; n < IMAGES; n++) {
      for (int k = 0; k < SmallGraph.CHANNELS; k++) {
        double sum = 0;
        for (int place = 0; place < out * out; place++) {
          double value = bias.get(k);
          for (int i = 0; i < 27; i++) {
            int row = 2 * (place / out) + i / 3 % 3;
            int column = 2 * (place % out) + i % 3;
            value +=
                weight.get(k * 27 + i) * images[((n * 3 + i / 9) * SIDE + row) * SIDE + column];
          }
          sum += Math.max(0, value);
        }
        features[n * SmallGraph.CHANNELS + k] = (float) (sum / (out * out));
      }
    }
    return features;
  }

  @ParameterizedTest
  @ValueSource(strings = {"pooled", "node_pooled", "mean", "maps", "node_maps"})
  void vectorsStayAndMapsAreAveraged(String node) throws IOException {
    assertThat(features(SmallGraph.usual(), node)).containsExactly(expected(), within(1e-5f));
  }

  @Test
  void threadsMakeNoDifference() throws IOException {
    try (Backbone backbone = Backbone.onnx(file(SmallGraph.usual()), Optional.of("pooled"))) {
      assertThat(features(backbone, 1)).containsExactly(features(backbone, 3));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void fixedBatchesAreRunOneByOneOrFilledUp(int batch) throws IOException {
    var graph = new SmallGraph().input("input", DataType.FLOAT, batch, 3, SIDE, SIDE);
    graph.body("input").sizes("fixed", batch, SmallGraph.CHANNELS);
    graph.node("Reshape", "reshaped", List.of("mean", "fixed")).output("reshaped");
    try (Backbone backbone = Backbone.onnx(file(graph))) {
      assertThat(backbone.notes()).anyMatch(note -> note.contains("at a time"));
      assertThat(features(backbone, 2)).containsExactly(expected(), within(1e-5f));
      assertThatThrownBy(
              () -> backbone.withPreprocessing(backbone.preprocessing().withInputSize(16)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("images of 8 pixels a side and no others, got 16");
    }
  }

  @Test
  void channelsMayComeLast() throws IOException {
    var graph = new SmallGraph().input("input", DataType.FLOAT, "N", SIDE, SIDE, 3);
    graph.node("Transpose", "turned", List.of("input"), ints("perm", 0, 3, 1, 2)).body("turned");
    graph.node("Transpose", "last", List.of("maps"), ints("perm", 0, 2, 3, 1)).output("last");
    assertThat(features(graph, "pooled")).containsExactly(expected(), within(1e-5f));
    assertThat(features(graph, "last")).containsExactly(expected(), within(1e-5f));
  }

  @Test
  void pixelsAreGivenAsBytes() throws IOException {
    var graph = new SmallGraph().input("input", DataType.UINT8, "N", SIDE, SIDE, 3);
    graph.node("Cast", "floats", List.of("input"), number("to", DataType.FLOAT.getNumber()));
    graph.constant("most", 255).node("Div", "scaled", List.of("floats", "most"));
    graph.node("Transpose", "turned", List.of("scaled"), ints("perm", 0, 3, 1, 2)).body("turned");
    graph.output("pooled");
    try (Backbone backbone = Backbone.onnx(file(graph))) {
      assertThat(features(backbone, 2)).containsExactly(expected(), within(1e-5f));
      assertThat(backbone.preprocessing().std()).containsOnly(1f);
      assertThat(backbone.notes()).anyMatch(note -> note.contains("images are not normalised"));
    }
  }

  @Test
  void otherFloatsAreConverted() throws IOException {
    var graph = new SmallGraph().input("input", DataType.FLOAT16, "N", 3, SIDE, SIDE);
    graph.node("Cast", "wide", List.of("input"), number("to", DataType.FLOAT.getNumber()));
    graph.body("wide");
    graph.node("Cast", "narrow", List.of("pooled"), number("to", DataType.DOUBLE.getNumber()));
    graph.output("narrow");
    assertThat(features(graph, "narrow")).containsExactly(expected(), within(1e-3f));
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 17})
  void ofTokensTheClassTokenIsTakenOrTheirMean(int tokens) throws IOException {
    var graph = new SmallGraph().input("input", DataType.FLOAT, "N", 3, SIDE, SIDE);
    graph.weights("project", 3 * SIDE * SIDE, tokens * 4L).sizes("tokens", -1, tokens, 4);
    graph.node("Flatten", "flat", List.of("input"));
    graph.node("MatMul", "all", List.of("flat", "project"));
    graph.node("Reshape", "out", List.of("all", "tokens")).output("out");
    float[] flat;
    try (Backbone backbone = Backbone.onnx(file(graph), Optional.of("all"))) {
      flat = features(backbone, 2);
    }
    float[] expected = new float[IMAGES * 4];
    int taken = tokens == 17 ? 1 : tokens;
    for (int i = 0; i < expected.length; i++) {
      for (int t = 0; t < taken; t++) {
        expected[i] += flat[i / 4 * tokens * 4 + t * 4 + i % 4] / taken;
      }
    }
    try (Backbone backbone = Backbone.onnx(file(graph))) {
      assertThat(features(backbone, 2)).containsExactly(expected, within(1e-5f));
      assertThat(backbone.notes())
          .anyMatch(n -> n.contains(tokens == 17 ? "the first of 17 tokens" : "mean of 16 tokens"));
    }
  }

  @Test
  void olderFilesListWeightsAmongTheInputs() throws IOException {
    assertThat(features(SmallGraph.usual().old().operators(9), "pooled"))
        .containsExactly(expected(), within(1e-5f));
  }

  @Test
  void classScoresAreFeaturesAndSaid() throws IOException {
    var graph = SmallGraph.usual();
    try (Backbone backbone = Backbone.onnx(file(graph))) {
      assertThat(backbone.architecture().featureWidth()).isEqualTo(5);
      assertThat(backbone.architecture().id()).isEqualTo("onnx:net");
      assertThat(backbone.architecture().stages().get(0).layer().parameters())
          .isEqualTo(6 * 27 + 6 + 6 * 5 + 5);
      assertThat(backbone.notes())
          .anyMatch(n -> n.contains("5 values of a last linear layer") && n.endsWith("#pooled"));
    }
    try (Backbone backbone = Backbone.onnx(file(graph), Optional.of("pooled"))) {
      assertThat(backbone.architecture().id()).isEqualTo("onnx:net#pooled");
      assertThat(backbone.architecture().stages().get(0).layer().parameters())
          .isEqualTo(6 * 27 + 6);
      assertThat(backbone.notes()).noneMatch(note -> note.contains("linear layer"));
    }
  }

  @Test
  void whatNeedsNoOtherInputIsTakenOfSeveral() throws IOException {
    var graph = SmallGraph.usual().input("text", DataType.INT64, "N", 7);
    graph.node("Cast", "words", List.of("text"), number("to", DataType.FLOAT.getNumber()));
    graph.node("Concat", "both", List.of("output", "words"), number("axis", 1)).output("both");
    assertThat(features(graph, "pooled")).containsExactly(expected(), within(1e-5f));
    assertRefused(graph, Optional.of("both"), "2 inputs for both", "text int64 [N, 7]");
    assertThatThrownBy(() -> Backbone.onnx(file(graph)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gives 2 outputs; name one: onnx:")
        .hasMessageContaining("#both");
    assertThat(GraphFile.read(file(graph)).places(SIDE))
        .extracting(GraphFile.Place::name)
        .contains("pooled", "output")
        .doesNotContain("both");
  }

  @Test
  void weightsMayStandBesideTheFile() throws IOException {
    var whole = SmallGraph.usual();
    ByteBuffer bytes = ByteBuffer.allocate(8 + 4 * 6 * 27).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(8);
    whole.values("conv.weight").forEach(bytes::putFloat);
    Files.write(folder.resolve("net.data"), bytes.array());
    var graph = SmallGraph.usual().external("conv.weight", "net.data", 8, 4 * 6 * 27);
    assertThat(features(graph, "pooled")).containsExactly(expected(), within(1e-5f));
    assertRefused(
        SmallGraph.usual().external("conv.weight", "net.data", 9, 4 * 6 * 27),
        Optional.of("pooled"),
        "net.data: it is too short");
    assertRefused(
        SmallGraph.usual().external("conv.weight", "other.data", 0, 8),
        Optional.of("pooled"),
        "other.data, which is missing");
    assertRefused(
        SmallGraph.usual().external("conv.weight", "../net.data", 0, 8),
        Optional.of("pooled"),
        "outside its folder");
  }

  private void assertRefused(SmallGraph graph, Optional<String> node, String... words)
      throws IOException {
    Path file = file(graph);
    assertThatThrownBy(() -> Backbone.onnx(file, node))
        .isInstanceOf(WeightFileException.class)
        .hasMessageStartingWith(folder.toString())
        .hasMessageContainingAll(words)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void whatTakesNoImagesIsRefused() throws IOException {
    assertRefused(input(DataType.FLOAT, "N", 1, SIDE, SIDE), Optional.empty(), "no dimension of 3");
    assertRefused(
        input(DataType.FLOAT, "N", 3, SIDE, 2 * SIDE), Optional.empty(), "16 x 8", "squares");
    assertRefused(input(DataType.FLOAT, "N", 3, SIDE), Optional.empty(), "takes no images");
    assertRefused(
        input(DataType.INT64, "N", 3, SIDE, SIDE), Optional.empty(), "input int64", "float32");
  }

  private static SmallGraph input(DataType type, Object... dimensions) {
    return new SmallGraph().input("input", type, dimensions).body("input").output("pooled");
  }

  @Test
  void whatGivesNoFeaturesIsRefused() throws IOException {
    var graph = SmallGraph.usual();
    graph.node("Relu", "constant", List.of("fc.bias"));
    graph.node("Shape", "shape", List.of("maps"));
    graph.sizes("deep", 1, -1, 1, 1, 6).node("Reshape", "five", List.of("mean", "deep"));
    assertRefused(graph, Optional.of("constant"), "whatever the image is");
    assertRefused(graph, Optional.of("shape"), "shape is no features of 2 images");
    assertRefused(graph, Optional.of("five"), "five is no features of 2 images");
    assertThatThrownBy(() -> Backbone.onnx(file(graph), Optional.of("poled")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("no node \"poled\"; the nearest are pooled", "graft models onnx:");
  }

  @Test
  void whatCannotBeRunIsRefused() throws IOException {
    var unknown = input(DataType.FLOAT, "N", 3, SIDE, SIDE).node("Mystery", "odd", List.of("maps"));
    assertRefused(unknown, Optional.of("odd"), "ONNX Runtime cannot run it");
    assertRefused(SmallGraph.usual().operators(6), Optional.empty(), "operators of version 6");
    assertRefused(new SmallGraph(), Optional.empty(), "no graph in it");
    Path damaged = Files.write(folder.resolve("net.onnx"), new byte[] {8, 8, 58, 127, 1});
    assertThatThrownBy(() -> Backbone.onnx(damaged))
        .hasMessageContaining("no ONNX file, or damaged");
    assertThatThrownBy(() -> Backbone.onnx(folder.resolve("none.onnx")))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("no such file");
  }

  @Test
  void imagesArePreparedAsIsSaidSomewhere() throws IOException {
    try (Backbone backbone = Backbone.onnx(file(SmallGraph.usual()))) {
      assertThat(backbone.preprocessing().mean()).isEqualTo(List.of(0.485f, 0.456f, 0.406f));
      assertThat(backbone.preprocessing().inputSize()).isEqualTo(224);
      assertThat(backbone.notes()).anyMatch(n -> n.contains("ImageNet's mean and deviation"));
    }
    Files.writeString(
        folder.resolve("preprocessor_config.json"),
        "{\"image_mean\":[0.5,0.5,0.5],\"image_std\":[0.25,0.25,0.25],\"size\":32}");
    try (Backbone backbone = Backbone.onnx(file(SmallGraph.usual()))) {
      assertThat(backbone.preprocessing().std()).containsOnly(0.25f);
      assertThat(backbone.preprocessing().inputSize()).isEqualTo(32);
      assertThat(backbone.notes()).noneMatch(n -> n.contains("ImageNet"));
    }
    var saying = SmallGraph.usual().metadata("input_size", "16").metadata("std", "0.1,0.2,0.3");
    try (Backbone backbone = Backbone.onnx(file(saying))) {
      assertThat(backbone.preprocessing().mean()).containsOnly(0.5f);
      assertThat(backbone.preprocessing().std()).isEqualTo(List.of(0.1f, 0.2f, 0.3f));
      assertThat(backbone.preprocessing().inputSize()).isEqualTo(16);
    }
  }

  @Test
  void aSizeThatCannotBeRunIsRefusedWhereItIsAskedFor() throws IOException {
    var graph = new SmallGraph().input("input", DataType.FLOAT, "N", 3, "S", "S");
    graph.metadata("input_size", "8").weights("all", 3 * SIDE * SIDE, 4);
    graph.node("Flatten", "flat", List.of("input")).node("MatMul", "out", List.of("flat", "all"));
    try (Backbone backbone = Backbone.onnx(file(graph.output("out")))) {
      assertThatThrownBy(
              () -> backbone.withPreprocessing(backbone.preprocessing().withInputSize(16)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot run the graph on 1 images of 16 pixels a side");
    }
  }

  @Test
  void nothingNativeIsLeft() throws IOException {
    Path file = file(SmallGraph.usual());
    Backbone.onnx(file).close();
    long before = Native.liveObjects();
    try (Backbone backbone = Backbone.onnx(file)) {
      features(backbone, 2);
    }
    assertThat(Native.liveObjects()).isLessThanOrEqualTo(before);
  }
}
