package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --backbone onnx:FILE}, from the comparison to what becomes of its model. */
final class OnnxBackboneTest {

  @TempDir static Path folder;
  private static Path images;
  private static Path net;
  private static String features;

  /** A file that Graft exported: its metadata say how images are prepared. */
  @BeforeAll
  static void export() throws IOException {
    images = Material.images(folder.resolve("shapes"), 8);
    Path out = folder.resolve("trained");
    Invocation.of(
            "train",
            images.toString(),
            "--backbone=mobilenet_v2",
            "--weights=" + Material.weights(folder.resolve("mobilenet.safetensors")),
            "--strategy=probe",
            "--input-size=32",
            "--out=" + out)
        .succeeded();
    net = Files.move(out.resolve("model").resolve("model.onnx"), folder.resolve("net.onnx"));
    String listed = Invocation.of("models", "onnx:" + net).succeeded().out();
    assertThat(listed)
        .contains("takes images float32 [N, 3, 32, 32]", "gives logits float32 [N, 3]");
    String last =
        listed
            .lines()
            .filter(line -> line.contains("[N, 1280] "))
            .reduce((a, b) -> b)
            .orElseThrow();
    features = "onnx:" + net + "#" + last.strip().replaceFirst(".* ", "");
  }

  @Test
  void whatLivesOnFeaturesIsComparedAndItsModelIsComplete() throws IOException {
    Path copy = Files.copy(net, folder.resolve("copy.onnx"));
    Path out = folder.resolve("compared");
    Invocation done =
        Invocation.of(
            "compare",
            images.toString(),
            "--backbone=" + features.replace("net.onnx", "copy.onnx"),
            "--epochs=2",
            "--out=" + out);
    assertThat(done.code()).isZero(); // it says what it compares, which is no complaint
    assertThat(done.err())
        .contains(
            "is frozen: feature-extract and probe, which learn on its features, are compared");
    assertThat(done.out()).contains("feature-extract", "probe", "onnx:copy#", "float32");
    Files.delete(copy);
    Path image;
    try (Stream<Path> all = Files.walk(images)) {
      image = all.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    Invocation.of("predict", out.toString(), image.toString()).succeeded();
    Invocation seen = Invocation.of("evaluate", out.toString(), images.toString());
    assertThat(seen.code()).isZero(); // it warns that these are the images of the training
    assertThat(seen.out()).contains("accuracy");
    Path exported = folder.resolve("exported.onnx");
    assertThat(
            Invocation.of("export", out.toString(), "--input=pixels", "--out=" + exported)
                .succeeded()
                .out())
        .contains("ONNX Runtime on 16 images", "0 with another class");
    assertThat(exported).isNotEmptyFile();
  }

  @Test
  void whatCannotBeIsRefusedInASentence() {
    String data = images.toString();
    Invocation.of("train", data, "--backbone=" + features, "--strategy=fine-tune")
        .failedWith(2, "fine-tune trains more than a head", "feature-extract or probe");
    Invocation.of(
            "train", data, "--backbone=" + features, "--precision=bfloat16", "--strategy=probe")
        .failedWith(2, "--precision bfloat16", "float32");
    Invocation.of("train", data, "--backbone=" + features, "--weights=" + net, "--strategy=probe")
        .failedWith(2, "leave --weights and --test-size out");
    Invocation.of("train", data, "--backbone=" + features, "--input-size=64", "--strategy=probe")
        .failedWith(2, "images of 32 pixels a side and no others, got 64");
    Invocation.of("train", data, "--backbone=onnx:none.onnx", "--strategy=probe")
        .failedWith(2, "onnx:none.onnx: there is no such file");
    Invocation.of("train", data, "--backbone=onnx:" + net + "#nothing", "--strategy=probe")
        .failedWith(2, "no node \"nothing\"", "graft models onnx:");
    Invocation.of(
            "train",
            data,
            "--backbone=onnx:" + net.resolveSibling("mobilenet.safetensors"),
            "--strategy=probe")
        .failedWith(1, "no ONNX file");
  }

  @Test
  void imagesAreInspectedThroughIt() {
    assertThat(
            Invocation.of("inspect", images.toString(), "--backbone=" + features).succeeded().out())
        .contains("After preprocessing")
        .doesNotContain("first layer's outputs");
  }
}
