package dev.graft.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.graft.backbone.Architecture;
import dev.graft.data.format.ImageDecoder;
import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.image.SharedImages;
import dev.graft.torch.layers.Layer;
import dev.graft.train.Classifier;
import dev.graft.train.evaluation.Prediction;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ONNX Runtime makes of exported files. */
class OnnxFileTest {

  private static final OnnxForm PIXELS =
      OnnxForm.defaults().withImages(OnnxForm.Images.PIXELS).withFolded(true);

  @TempDir private Path folder;

  @Test
  void everyKindOfLayerHasARule() {
    assertThat(kinds(Layer.class)).hasSizeGreaterThan(9).allMatch(OnnxRules::has);
  }

  /** All that a sealed type permits, at any depth. */
  private static Stream<Class<?>> kinds(Class<?> kind) {
    return kind.isSealed()
        ? Arrays.stream(kind.getPermittedSubclasses()).flatMap(OnnxFileTest::kinds)
        : Stream.of(kind);
  }

  @ParameterizedTest
  @MethodSource("dev.graft.backbone.SmallBackbones#ofEachFamily")
  void everyArchitectureSaysTheSameThere(Architecture architecture) throws IOException {
    Path file = folder.resolve("model.onnx");
    try (Classifier classifier = Exported.classifier(architecture, folder)) {
      for (OnnxForm form : List.of(OnnxForm.defaults(), PIXELS)) {
        OnnxFile.write(file, classifier, form);
        OnnxCheck.Result result =
            OnnxCheck.compare(file, classifier, form, OnnxCheck.noise(classifier, 9).iterator());
        assertThat(result.images()).isEqualTo(9); // a batch of eight and one of one
        assertThat(result.otherClass()).isZero();
        assertThat(result.largest()).isLessThan(1e-4);
      }
    }
  }

  @Test
  void foldingTakesTheNormsAwayAndLeavesTheLogits() throws Exception {
    try (Classifier classifier = Exported.classifier(Architecture.named("mobilenet_v2"), folder)) {
      Path plain = folder.resolve("plain.onnx");
      Path folded = folder.resolve("folded.onnx");
      OnnxFile.write(plain, classifier, OnnxForm.defaults());
      OnnxFile.write(folded, classifier, OnnxForm.defaults().withFolded(true));
      assertThat(Files.readString(plain, java.nio.charset.StandardCharsets.ISO_8859_1))
          .contains("BatchNormalization");
      assertThat(Files.readString(folded, java.nio.charset.StandardCharsets.ISO_8859_1))
          .doesNotContain("BatchNormalization");
      float[] one = logits(plain);
      float[] other = logits(folded);
      for (int k = 0; k < one.length; k++) {
        assertThat(other[k]).isCloseTo(one[k], within(1e-4f * Math.max(1, Math.abs(one[k]))));
      }
    }
  }

  private static float[] logits(Path file) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    FloatBuffer pixels = FloatBuffer.allocate(3 * Exported.SIDE * Exported.SIDE);
    for (int i = 0; i < pixels.capacity(); i++) {
      pixels.put(i, (float) Math.sin(i));
    }
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor images =
            OnnxTensor.createTensor(
                environment, pixels, new long[] {1, 3, Exported.SIDE, Exported.SIDE});
        OrtSession.Result result = session.run(Map.of("images", images))) {
      return ((float[][]) result.get("logits").orElseThrow().getValue())[0];
    }
  }

  @Test
  void itSaysWhatItIs() throws Exception {
    Path file = folder.resolve("model.onnx");
    try (Classifier classifier = Exported.classifier(Architecture.shipped(), folder)) {
      OnnxFile.write(file, classifier, PIXELS);
    }
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
      assertThat(session.getMetadata().getCustomMetadata())
          .containsEntry("classes", "[\"a\",\"b, c\",\"ü\"]")
          .containsEntry("architecture", "resnet18_slim")
          .containsEntry("temperature", "1.5")
          .containsEntry("input_size", "64");
      assertThat(session.getInputInfo().get("images").getInfo().toString())
          .contains("UINT8", "[-1, 64, 64, 3]");
      assertThat(session.getOutputInfo().get("probabilities").getInfo().toString())
          .contains("FLOAT", "[-1, 3]");
    }
  }

  @Test
  void whatIsNoNumberIsADifference() {
    var one = new Prediction(0, "a", 0.9, List.of(0.9, 0.1));
    var result = new OnnxCheck.Result(0, 0, 0);
    assertThat(result.passed()).as("of no image").isFalse();
    result = result.with(one, new double[] {0.9, 0.1});
    assertThat(result.passed()).isTrue();
    result = result.with(one, new double[] {Double.NaN, 0.1}).with(one, new double[] {0.9, 0.1});
    assertThat(result.passed()).isFalse();
  }

  private static Image decoded(Path file) {
    return ImageDecoder.decode(file, Detail.FULL);
  }

  /** {@code -Dgraft.export.all} takes all images and not a few. */
  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "mobilenet_v2"})
  void realImagesGetTheSameAnswers(Architecture architecture) throws IOException {
    long few = System.getProperty("graft.export.all") == null ? 20 : Long.MAX_VALUE;
    List<Path> chosen =
        Stream.concat(
                SharedImages.unpack("cifar10-first2000-test500.tar", folder).stream()
                    .filter(path -> path.getFileName().toString().contains("_test_"))
                    .limit(few),
                SharedImages.unpack("flower_photos_small_set.tar", folder).stream()
                    .filter(path -> path.toString().endsWith(".jpg"))
                    .limit(few))
            .toList();
    assertThat(chosen).hasSizeGreaterThanOrEqualTo(40);
    try (Classifier classifier = Exported.classifier(architecture, folder)) {
      Path file = folder.resolve("model.onnx");
      OnnxFile.write(file, classifier, PIXELS);
      OnnxCheck.Result result =
          OnnxCheck.compare(
              file, classifier, PIXELS, chosen.stream().map(OnnxFileTest::decoded).iterator());
      assertThat(result.images()).isEqualTo(chosen.size());
      assertThat(result.otherClass()).isZero();
    }
  }

  @Test
  void aFileThatSaysSomethingElseIsNotKept() throws IOException {
    Path file = folder.resolve("model.onnx");
    try (Classifier classifier = Exported.classifier(Architecture.shipped(), folder);
        Classifier other = Exported.classifier(Architecture.named("resnet18"), folder)) {
      OnnxFile.write(file, classifier, PIXELS);
      byte[] before = Files.readAllBytes(file);
      Iterator<Image> images = OnnxCheck.noise(classifier, 2).iterator();
      assertThatThrownBy(
              () ->
                  OnnxFile.write(
                      file,
                      other,
                      PIXELS,
                      written -> OnnxCheck.compare(written, classifier, PIXELS, images)))
          .isInstanceOf(ExportException.class)
          .hasMessageContaining("differ by up to");
      assertThat(file).hasBinaryContent(before);
      Path damaged = Files.write(folder.resolve("damaged.onnx"), Arrays.copyOf(before, 5000));
      assertThatThrownBy(
              () ->
                  OnnxCheck.compare(
                      damaged, classifier, PIXELS, OnnxCheck.noise(classifier, 1).iterator()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not take");
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.endsWith(".part"));
    }
  }
}
