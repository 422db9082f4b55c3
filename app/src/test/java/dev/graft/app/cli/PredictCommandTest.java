package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train}, and then {@code predict} and {@code evaluate} with what it wrote. */
final class PredictCommandTest {

  @TempDir static Path folder;
  private static Path images;
  private static String model;

  @BeforeAll
  static void train() throws IOException {
    images = Material.images(folder.resolve("shapes"), 12);
    Path weights = Material.weights(folder.resolve("mobilenet.safetensors"));
    Path out = folder.resolve("trained");
    Invocation.of(
            "train",
            images.toString(),
            "--backbone=mobilenet_v2",
            "--weights=" + weights,
            "--input-size=32",
            "--strategy=feature-extract",
            "--epochs=2",
            "--out=" + out)
        .succeeded();
    model = out.resolve("model").toString();
  }

  @Test
  void theBundleSaysWhatItIs() throws IOException {
    JsonNode facts = new ObjectMapper().readTree(Path.of(model, "model.json").toFile());
    assertThat(facts.path("architecture").asText()).isEqualTo("mobilenet_v2");
    assertThat(facts.path("data").path("fingerprint").asText()).hasSize(64);
    assertThat(facts.path("backbone").path("weights").path("sha256").asText()).hasSize(64);
    assertThat(facts.path("settings").path("batchSize").asInt()).isEqualTo(8);
    double temperature = facts.path("temperature").asDouble();
    assertThat(temperature).isPositive().isNotEqualTo(1);
    assertThat(facts.path("run").path("epochs").path(1).path("temperature").asDouble())
        .isEqualTo(temperature);
    int images = facts.path("data").path("validation").asInt();
    assertThat(facts.path("temperatureImages").asInt()).isEqualTo(images);
    assertThat(facts.path("temperatureStandardError").asDouble()).isBetween(0.01, 0.6);
    assertThat(facts.path("run").path("strategy").asText()).isEqualTo("feature-extract");
    assertThat(facts.path("run").path("test").path("split").asText()).isEqualTo("test");
    assertThat(facts.path("environment").path("graft").asText()).isNotEmpty();
    assertThat(Path.of(model, "MODEL_CARD.md"))
        .content()
        .contains("circle, square, stripe", "## What it is not for", "| stripe |")
        .contains(", from %d validation images)".formatted(images));
  }

  @Test
  void aFolderIsPredictedAsATable() {
    Invocation done = Invocation.of("predict", model, images.toString()).succeeded();
    assertThat(done.lines()).hasSize(36).allMatch(line -> line.endsWith(".png"));
    assertThat(done.lines())
        .allMatch(line -> line.matches("[01]\\.\\d{3} (circle|square|stripe) .*"));
  }

  @Test
  void unreadableFilesAreNamedAndTheRestGoesOn() throws IOException {
    Path bad = Files.write(folder.resolve("a \"bad\", one.png"), new byte[] {1, 2, 3});
    Path good = images.resolve("circle").resolve("00.png");
    Invocation done =
        Invocation.of("predict", model, bad.toString(), good.toString(), "--format=csv", "--top=2");
    assertThat(done.code()).isEqualTo(1);
    assertThat(done.err()).contains("bad", "1 of 2 files could not be read");
    List<String> lines = done.lines();
    assertThat(lines.get(0)).isEqualTo("file,label,probability,label2,probability2,error");
    assertThat(lines.get(1)).startsWith("\"").contains("a \"\"bad\"\", one.png\",,,,,");
    assertThat(lines.get(2)).startsWith(good + ",").endsWith(",");
  }

  @Test
  void namesComeFromStandardInputAndJsonHoldsThem() throws IOException {
    Path good = images.resolve("stripe").resolve("03.png");
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream((good + "\n\n").getBytes(StandardCharsets.UTF_8)));
    try {
      Invocation done =
          Invocation.of("predict", model, "-", "--format=jsonl", "--top=9", "--flips").succeeded();
      assertThat(done.lines()).hasSize(1);
      JsonNode line = new ObjectMapper().readTree(done.out());
      assertThat(line.path("file").asText()).isEqualTo(good.toString());
      assertThat(line.path("top")).hasSize(3);
      assertThat(line.path("label")).isEqualTo(line.path("top").path(0).path("label"));
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void wrongRequestsAreRefused() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Invocation.of("predict", model, empty.toString(), "--precision=float32")
        .failedWith(1, "no images", "empty");
    Invocation.of("predict", empty.toString(), images.toString())
        .failedWith(1, "empty", "model.json");
    Invocation.of("predict", model, images.toString(), "--top=0").failedWith(2, "--top");
    Invocation.of("predict", model, images.toString(), "--format=xml")
        .failedWith(2, "--format", "jsonl");
  }

  @Test
  void evaluateLooksAtAllImagesOfAFolder() throws IOException {
    Invocation done = Invocation.of("evaluate", model, images.toString());
    assertThat(done.code()).isZero();
    assertThat(done.out())
        .contains("of 36 train images correct", "macro F1", "temperature", "stripe");
    assertThat(done.lines()).allMatch(line -> line.length() <= 80);
    Invocation asJson = Invocation.of("evaluate", model, images.toString(), "--json");
    assertThat(new ObjectMapper().readTree(asJson.out()).path("total").asInt()).isEqualTo(36);
    Invocation both = Invocation.of("evaluate", model, images.toString(), "--json", "--flips");
    assertThat(new ObjectMapper().readTree(both.out()).path("logLoss"))
        .isNotEqualTo(new ObjectMapper().readTree(asJson.out()).path("logLoss"));
  }

  @Test
  void evaluateWarnsOfImagesThatWereTrainedOn() throws IOException {
    String flatter = "graft: warning: these images include those the model was trained on";
    Path copy = folder.resolve("copied-shapes");
    try (Stream<Path> files = Files.walk(images)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(images.relativize(file).toString()));
      }
    }
    for (Path same : List.of(images, copy)) {
      Invocation done = Invocation.of("evaluate", model, same.toString(), "--json");
      assertThat(done.err()).contains(flatter, "its test accuracy is in", "run.json");
      assertThat(includesTraining(done)).isTrue();
    }
    Files.delete(copy.resolve("circle").resolve("00.png"));
    assertThat(
            includesTraining(
                Invocation.of("evaluate", model, copy.toString(), "--json").succeeded()))
        .as("others")
        .isFalse();
    Invocation asked = Invocation.of("evaluate", model, copy.toString(), "--split=train");
    assertThat(asked.err()).contains("if the model was trained on these");
  }

  private static boolean includesTraining(Invocation done) throws IOException {
    return new ObjectMapper().readTree(done.out()).path("includesTrainingImages").booleanValue();
  }

  @Test
  void evaluateGoesByTheClassesNames() throws IOException {
    Path some = folder.resolve("some");
    Files.createDirectories(some.resolve("stripe"));
    Files.createDirectories(some.resolve("circle"));
    for (String name : List.of("stripe", "circle")) {
      for (int i = 0; i < 4; i++) {
        Files.copy(
            images.resolve(name).resolve("0%d.png".formatted(i)),
            some.resolve(name).resolve("%d.png".formatted(i)));
      }
    }
    assertThat(Invocation.of("evaluate", model, some.toString()).succeeded().out())
        .contains("of 8 train images correct")
        .containsPattern("square +0 ");
    Files.move(some.resolve("circle"), some.resolve("triangle"));
    Invocation.of("evaluate", model, some.toString()).failedWith(1, "triangle", "circle");
    Invocation.of("evaluate", model, images.toString(), "--split=test")
        .failedWith(2, "no test images", "train");
  }
}
