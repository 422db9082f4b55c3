package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.backbone.graph.SmallGraph;
import dev.graft.data.image.Image;
import dev.graft.data.source.ImageSource;
import dev.graft.export.OnnxCheck;
import dev.graft.export.OnnxFile;
import dev.graft.export.OnnxForm;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.files.Safetensors;
import dev.graft.torch.tensors.ElementType;
import dev.graft.torch.tensors.StoredTensor;
import dev.graft.train.cache.Resources;
import dev.graft.train.evaluation.Prediction;
import dev.graft.train.features.FeatureKey;
import dev.graft.train.strategy.Strategy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A head on an ONNX file of another program: trained, saved, exported, predicted with. */
class OnnxClassifierTest {

  private static final Strategy.Rates RATES = Strategy.Rates.defaults();

  @TempDir private Path folder;

  private Backbone backbone(SmallGraph graph, String node) throws IOException {
    Path file = graph.metadata("input_size", "32").write(folder.resolve("net.onnx"));
    return Backbone.onnx(file, Optional.of(node));
  }

  private Classifier trained(SmallGraph graph, String node) throws IOException {
    try (Backbone backbone = backbone(graph, node)) {
      return Trainer.once(
          Tiny.images(60, 1),
          backbone,
          Strategy.probe(backbone.architecture()),
          TrainOptions.defaults());
    }
  }

  private static SmallGraph fixed(int batch) {
    return new SmallGraph()
        .input("input", DataType.FLOAT, batch, 3, Tiny.SIZE, Tiny.SIZE)
        .body("input")
        .output("pooled");
  }

  private static List<Image> images() {
    ImageSource source = Tiny.images(11, 5);
    var images = new ArrayList<Image>();
    for (int i = 0; i < source.size(); i++) {
      images.add(source.image(i));
    }
    return images;
  }

  @Test
  void itLearnsAndIsCompleteByItself() throws IOException {
    Path saved = folder.resolve("saved.safetensors");
    List<List<Double>> before = new ArrayList<>();
    try (Classifier classifier = trained(SmallGraph.usual(), "maps")) {
      int right = 0;
      for (Image image : images()) {
        Prediction prediction = classifier.predict(image);
        before.add(prediction.probabilities());
        right += prediction.label() == (before.size() - 1) % 3 ? 1 : 0;
      }
      assertThat(right).isGreaterThanOrEqualTo(9); // red, green, blue: chance is four of eleven
      classifier.save(saved);
      ModelBundle.write(folder.resolve("model"), classifier, Map.of(), "card", part -> {});
    }
    Files.delete(folder.resolve("net.onnx"));
    for (Path model : List.of(saved, folder.resolve("model"))) {
      try (Classifier classifier = Classifier.load(model)) {
        assertThat(classifier.architecture().id()).isEqualTo("onnx:net#maps");
        assertThat(classifier.architecture().learns()).isFalse();
        for (int i = 0; i < images().size(); i++) {
          assertThat(classifier.predict(images().get(i)).probabilities()).isEqualTo(before.get(i));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void bothFormsOfItsOnnxFileSayTheSame(int batch) throws IOException {
    SmallGraph graph = batch == 0 ? SmallGraph.usual().operators(12) : fixed(batch).operators(12);
    try (Classifier classifier = trained(graph, "pooled")) {
      for (OnnxForm.Images form : OnnxForm.Images.values()) {
        Path file = folder.resolve(form + ".onnx");
        OnnxForm asked = OnnxForm.defaults().withImages(form);
        OnnxCheck.Result[] seen = new OnnxCheck.Result[1];
        OnnxFile.write(
            file,
            classifier,
            asked,
            written ->
                seen[0] = OnnxCheck.compare(written, classifier, asked, images().iterator()));
        assertThat(seen[0].images()).isEqualTo(11);
        assertThat(seen[0].largest()).isLessThan(1e-5);
        assertOneGraph(ModelProto.parseFrom(Files.readAllBytes(file)));
      }
    }
  }

  private static void assertOneGraph(ModelProto model) {
    assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(12);
    Set<String> names = new HashSet<>();
    model.getGraph().getInitializerList().forEach(t -> assertThat(names.add(t.getName())).isTrue());
    model
        .getGraph()
        .getNodeList()
        .forEach(node -> node.getOutputList().forEach(o -> assertThat(names.add(o)).isTrue()));
    assertThat(names).contains("given/pooled").doesNotContain("given/output", "given/fc.weight");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fine-tune",
        "lp-ft",
        "gradual",
        "partial:graph",
        "partial:layer4",
        "naive-feature-extract",
        "from-scratch"
      })
  void whatNeedsGradientsIsRefusedByName(String name) throws IOException {
    try (Backbone backbone = backbone(SmallGraph.usual(), "pooled")) {
      Architecture architecture = backbone.architecture();
      assertThatThrownBy(() -> Strategy.named(name, architecture, RATES))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              name
                  + " trains more than a head, and onnx:net#pooled is frozen: ONNX Runtime gives no"
                  + " gradients. Take feature-extract or probe");
    }
  }

  @Test
  void aTrainerRefusesToo() throws IOException {
    try (Backbone backbone = backbone(SmallGraph.usual(), "pooled")) {
      Strategy everything = Strategy.fineTune(backbone.architecture(), RATES);
      assertThatThrownBy(
              () -> Trainer.once(Tiny.images(6, 1), backbone, everything, TrainOptions.defaults()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("gives no gradients");
    }
  }

  @Test
  void whatIsRememberedIsOfThisFileAndThisNode() throws IOException {
    FeatureKey pooled = key(SmallGraph.usual(), "pooled");
    assertThat(key(SmallGraph.usual(), "pooled")).isEqualTo(pooled);
    assertThat(key(SmallGraph.usual(), "output")).isNotEqualTo(pooled);
    assertThat(key(SmallGraph.usual(), "maps")).isNotEqualTo(pooled);
    var other = new SmallGraph().constant("shift", 1).weights("x", 1);
    other.input("input", DataType.FLOAT, "N", 3, "S", "S").body("input").output("pooled");
    FeatureKey changed = key(other, "pooled"); // same names, other weights
    assertThat(changed.weightsSha256()).isNotEqualTo(pooled.weightsSha256());
    assertThat(changed.backbone()).startsWith("onnx:net#pooled-").isNotEqualTo(pooled.backbone());
  }

  private FeatureKey key(SmallGraph graph, String node) throws IOException {
    try (Backbone backbone = backbone(graph, node)) {
      return FeatureKey.of(
          backbone.architecture(),
          1,
          backbone.weights(),
          backbone.preprocessing(),
          Resources.defaults());
    }
  }

  @Test
  void liveItPredictsWithoutHeatMaps() throws IOException {
    try (Classifier classifier = trained(SmallGraph.usual(), "maps");
        var live = new LivePredictor(classifier, Resources.defaults(), 2)) {
      assertThat(live.hasHeatMaps()).isFalse();
      Image image = images().get(0);
      var prepared =
          new LivePredictor.Prepared(image, 32, 32, classifier.preprocessing().region(32, 32));
      List<Double> live1 =
          live.predict(List.of(new LivePredictor.Question(prepared, 0)))
              .get(0)
              .prediction()
              .probabilities();
      List<Double> plain = classifier.predict(image).probabilities();
      for (int k = 0; k < 3; k++) {
        assertThat(live1.get(k)).isCloseTo(plain.get(k), within(1e-5));
      }
      assertThatThrownBy(() -> live.predict(List.of(new LivePredictor.Question(prepared, 1))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("heat maps");
    }
  }

  /** What is wrong with a saved graph. */
  private enum Fault {
    DAMAGED("its graph is damaged"),
    OTHER("its graph does not take images"),
    ELSEWHERE("its graph keeps weights in other files");

    private final String words;

    Fault(String words) {
      this.words = words;
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void savedGraphsThatGraftDidNotWriteAreRefused(Fault fault) throws IOException {
    Path saved = folder.resolve("saved.safetensors");
    var tensors = new ArrayList<StoredTensor>();
    try (Classifier classifier = trained(SmallGraph.usual(), "pooled")) {
      tensors.addAll(classifier.stored());
    }
    byte[] bytes =
        switch (fault) {
          case DAMAGED -> new byte[] {8, 8, 58, 127, 1};
          case OTHER -> new byte[] {8, 8};
          case ELSEWHERE ->
              Files.readAllBytes(
                  SmallGraph.usual()
                      .external("conv.weight", "/etc/passwd", 0, 8)
                      .write(folder.resolve("external.onnx")));
        };
    tensors.replaceAll(
        t ->
            t.type() == ElementType.U8
                ? StoredTensor.of(
                    t.name(), ElementType.U8, new long[] {bytes.length}, ByteBuffer.wrap(bytes))
                : t);
    Safetensors.write(
        saved, tensors, Map.of("architecture", "onnx:net", "classes", "[\"a\",\"b\",\"c\"]"));
    assertThatThrownBy(() -> Classifier.load(saved))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContainingAll("saved.safetensors", fault.words);
  }
}
