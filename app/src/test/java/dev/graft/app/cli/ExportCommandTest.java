package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.torch.files.WeightFile;
import dev.graft.torch.tensors.StoredTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code export} of what {@code train} wrote. */
final class ExportCommandTest {

  @TempDir static Path folder;
  private static Path images;
  private static Path model;

  @BeforeAll
  static void train() throws IOException {
    images = Material.images(folder.resolve("shapes"), 8);
    Path out = folder.resolve("trained");
    Invocation.of(
            "train",
            images.toString(),
            "--backbone=mobilenet_v2",
            "--weights=" + Material.weights(folder.resolve("mobilenet.safetensors")),
            "--input-size=32",
            "--epochs=1",
            "--out=" + out)
        .succeeded();
    model = out.resolve("model");
  }

  @Test
  void onnxIsComparedBeforeItIsThere() {
    Path file = folder.resolve("pixels.onnx");
    Invocation done =
        Invocation.of(
                "export",
                model.toString(),
                "--input=pixels",
                "--fold",
                "--images=" + images,
                "--out=" + file)
            .succeeded();
    assertThat(done.out())
        .contains("ONNX Runtime on 40 images", ", 0 with another class", "Written: " + file);
    assertThat(file).isNotEmptyFile();
  }

  @Test
  void trainingKeepsOneWithTheModel() throws IOException {
    assertThat(model.resolve("model.onnx")).isNotEmptyFile();
    JsonNode facts = new ObjectMapper().readTree(model.resolve("model.json").toFile());
    assertThat(facts.path("files").path("model.onnx").asText()).hasSize(64);
  }

  @Test
  void pythonsFormHoldsTheSameTensors() throws IOException {
    Invocation.of("export", model.toString(), "--format=pth").succeeded();
    WeightFile written = WeightFile.read(model.resolveSibling("model.pth"));
    WeightFile weights = WeightFile.read(model.resolve("model.safetensors"));
    assertThat(written.tensors().keySet())
        .containsExactlyInAnyOrderElementsOf(weights.tensors().keySet());
    for (StoredTensor tensor : weights.tensors().values()) {
      StoredTensor other = written.tensors().get(tensor.name());
      assertThat(other.shape()).isEqualTo(tensor.shape());
      assertThat(other.bytes()).isEqualTo(tensor.bytes());
    }
  }

  @Test
  void aCopyOfTheWeightsCanBeUsedAlone() {
    Path copy = folder.resolve("copy.safetensors");
    Invocation.of("export", model.toString(), "--format=safetensors", "--out=" + copy).succeeded();
    Invocation.of("predict", copy.toString(), images.toString()).succeeded();
    Invocation.of("export", copy.toString(), "--no-verify").succeeded();
    assertThat(folder.resolve("copy.onnx")).isNotEmptyFile();
  }

  @Test
  void wrongRequestsAreRefusedAndLeaveNothing() throws IOException {
    Path file = folder.resolve("refused.onnx");
    Path bad = Files.writeString(folder.resolve("bad.png"), "no image");
    Invocation.of("export", model.toString(), "--images=" + bad, "--out=" + file)
        .failedWith(1, "bad.png");
    Invocation.of("export", model.toString(), "--format=safetensors").failedWith(2, "--out");
    Invocation.of("export", model.toString(), "--out=" + model.resolve("model.onnx"))
        .failedWith(2, "own folder");
    Invocation.of("export", model.toString(), "--format=pth", "--fold").failedWith(2, "--fold");
    Invocation.of("export", model.toString(), "--input=jpeg").failedWith(2, "--input", "pixels");
    Invocation.of("export", images.toString()).failedWith(1, "model.json");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.contains("refused"));
    }
  }
}
