package dev.graft.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.Golden;
import dev.graft.backbone.Architecture;
import dev.graft.torch.Precision;
import dev.graft.torch.files.TorchZipWriter;
import dev.graft.torch.layers.Pass;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Pixels;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import dev.graft.train.Classifier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What torchvision makes of saved models, loaded with {@code strict=True} by the docs' script. */
class InPyTorchTest {

  private static final String PYTHON = "/usr/bin/python3";

  @TempDir private Path folder;

  @Test
  void allOfTorchvisionsArchitecturesLoadStrictlyAndGiveTheSameLogits() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of(PYTHON))
            && new ProcessBuilder(PYTHON, "-c", "import torch, torchvision").start().waitFor() == 0,
        "no Python with PyTorch and torchvision");
    List<Architecture> all =
        Architecture.known().stream()
            .filter(a -> a.weights().stream().anyMatch(w -> w.tag().startsWith("imagenet1k_v")))
            .toList();
    for (Architecture architecture : all) {
      Path file = Exported.file(architecture, folder);
      try (Classifier classifier = Classifier.load(file)) {
        TorchZipWriter.write(folder.resolve(architecture.id() + ".pth"), classifier.stored());
      }
    }
    Map<String, JsonNode> theirs = theirs();
    assertThat(theirs).hasSize(6).hasSameSizeAs(all);
    for (Architecture architecture : all) {
      JsonNode answer = theirs.get(architecture.id());
      assertThat(answer.get(2).asBoolean()).as("the .pth gives the same").isTrue();
      double[] logits = logits(architecture);
      for (int i = 0; i < logits.length; i++) {
        double expected = answer.get(1).get(i / 3).get(i % 3).asDouble();
        assertThat(logits[i])
            .as(architecture.id())
            .isCloseTo(expected, within(1e-4 * Math.max(1, Math.abs(expected))));
      }
    }
  }

  private Map<String, JsonNode> theirs() throws IOException, InterruptedException {
    Path script = folder.resolve("logits.py");
    try (InputStream in = InPyTorchTest.class.getResourceAsStream("logits.py")) {
      Files.copy(in, script);
    }
    Path loader =
        Path.of(System.getProperty("graft.root", "..")).resolve("docs/guide/load_in_pytorch.py");
    Process process =
        new ProcessBuilder(PYTHON, "-B", script.toString(), loader.toString(), folder.toString())
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

  /** Of the images of {@code logits.py}. */
  private static double[] logits(Architecture architecture) {
    int each = Exported.SIDE * Exported.SIDE;
    FloatBuffer pixels =
        ByteBuffer.allocateDirect(2 * 3 * each * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int n = 0; n < 2; n++) {
      for (int i = 0; i < each; i++) { // channels last, as Graft's batches lie
        for (int c = 0; c < 3; c++) {
          pixels.put((n * each + i) * 3 + c, (float) Math.sin((n * 3 + c) * each + i));
        }
      }
    }
    try (Weights weights = Golden.weights(architecture.entries(3));
        var scope = Scope.withoutGradients()) {
      Tensor images = Pixels.copied(pixels, Precision.FLOAT32, 2, 3, Exported.SIDE, Exported.SIDE);
      return architecture.suffix(0, 3).forward(images, weights, Pass.EVALUATION).doubles();
    }
  }
}
