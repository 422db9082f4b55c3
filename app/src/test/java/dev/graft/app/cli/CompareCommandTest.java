package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompareCommandTest {

  /** What differs between two runs of one command: times, memory, and sentences that name times. */
  private static final List<String> MEASURED =
      List.of(
          "started",
          "conclusions",
          "rule", // costs are times
          "pick",
          "runnerUp",
          "whatWouldChangeIt",
          "seconds",
          "validationSeconds",
          "imagesPerSecond",
          "stepTimes",
          "secondsPerEpoch",
          "totalSeconds",
          "foundSeconds",
          "peakMemoryBytes");

  @TempDir static Path folder;
  private static Path images;
  private static Path weights;

  @BeforeAll
  static void make() throws IOException {
    images = Material.images(folder.resolve("shapes"), 12);
    weights = Material.weights(folder.resolve("mobilenet.safetensors"));
  }

  private static Invocation compare(Path out, String... more) {
    var args =
        new ArrayList<>(
            List.of("compare", images.toString(), "--backbone", "mobilenet_v2", "--weights"));
    args.addAll(List.of(weights.toString(), "--input-size", "32", "--epochs", "2"));
    args.addAll(List.of("--out", out.toString(), "--precision", "float32", "--folds", "off"));
    args.addAll(List.of(more));
    return Invocation.of(args.toArray(String[]::new));
  }

  private static JsonNode json(Path out) throws IOException {
    return new ObjectMapper().readTree(out.resolve("comparison.json").toFile());
  }

  @Test
  void printsAndKeepsATable() throws IOException {
    Path out = folder.resolve("table");
    Invocation done =
        compare(out, "--strategies", "feature-extract,fine-tune@1e-4,partial:features.18")
            .succeeded();

    assertThat(done.lines())
        .allMatch(line -> line.length() <= 80 || line.startsWith("Written"), "fits 80 columns");
    assertThat(done.out())
        .contains("feature-extract, seed 0: 3,843 of 2,227,715 parameters learn")
        .contains("fine-tune@1e-4, seed 0: 2,227,715 of 2,227,715 parameters learn")
        .contains("partial:features.18, seed 0: 416,003 of 2,227,715 parameters learn")
        .containsPattern(
            "Epoch 2: val acc \\d\\.\\d{3}  loss \\d+\\.\\d{3}  (\\d+\\.\\d s  \\d+ images/s|\\d+ ms)\\n")
        .containsPattern("mode +trainable +val acc +test acc +95 % +s/epoch +total s")
        .containsPattern(
            "partial:features.18 +416,003 +\\d\\.\\d{3} +\\d\\.\\d{3} +\\d\\.\\d{3}-\\d")
        .containsPattern("val acc after each epoch, (from ▁ = 0|always)")
        .containsPattern("fine-tune@1e-4 +[▁-█]{2}  \\d\\.\\d{3} to \\d\\.\\d{3}\\n")
        .containsPattern("(Faster|No clear difference in time): ")
        .containsPattern("(Measured best|No pick): ") // on three test images a class
        .contains(
            "Written: " + out.resolve("comparison.md"), "Report: " + out.resolve("report.html"));
    assertThat(Files.readString(out.resolve("comparison.md")))
        .contains("| mode | trainable | val acc | test acc | 95 % | s/epoch | total s |")
        .contains("| fine-tune@1e-4 | 2,227,715 |")
        .contains("### feature-extract, seed 0")
        .doesNotContain("Not complete");
    try (var files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> !name.equals("model")) // which only a pick has
          .containsExactlyInAnyOrder(
              "comparison.md",
              "comparison.json",
              "report.html",
              "report.md",
              "report.json",
              "plots");
    }
  }

  /** 25 training images: 4 steps of 8; a head is shown about ten of its many epochs. */
  @Test
  void whatNobodySetsSuitsTheImages() throws IOException {
    Path out = folder.resolve("defaults");
    Invocation done =
        Invocation.of(
                "compare",
                images.toString(),
                "--backbone=mobilenet_v2",
                "--weights=" + weights,
                "--input-size=32",
                "--out=" + out)
            .succeeded();
    JsonNode root = json(out);
    assertThat(root.path("settings").path("batchSize").asInt()).isEqualTo(8);
    assertThat(root.path("settings").path("schedule").path("shape").asText()).isEqualTo("cosine");
    assertThat(root.path("runs").findValuesAsText("strategy"))
        .startsWith("feature-extract", "probe", "fine-tune", "lp-ft")
        .hasSizeGreaterThanOrEqualTo(4 + 4 * 2); // four more folds of those that are cheap
    assertThat(root.path("runs").findValuesAsText("fold")).contains("1", "5");
    assertThat(root.path("data").path("test").asInt()).as("each image is tested").isEqualTo(36);
    assertThat(done.out()).contains("Fold 5 of 5", "each tested once, in 5 folds");
    JsonNode head = root.path("runs").path(0);
    assertThat(head.path("epochs")).hasSize(40);
    assertThat(head.path("phases").path(0).path("epochs").asInt()).isEqualTo(40);
    JsonNode tuned = root.path("runs").path(2).path("phases").path(0);
    assertThat(tuned.path("epochs").asInt()).isEqualTo(2);
    assertThat(tuned.path("headRate").asDouble()).isEqualTo(5e-3);
    assertThat(tuned.path("backboneRate").asDouble()).isEqualTo(1e-5);
    assertThat(done.lines()).anyMatch(line -> line.startsWith("Epoch 40: "));
    assertThat(done.lines()).filteredOn(line -> line.startsWith("Epoch ")).hasSizeLessThan(25);
  }

  @Test
  void writesTheFieldsThatReadersRelyOn() throws IOException {
    Path out = folder.resolve("fields");
    compare(out, "--strategies", "feature-extract").succeeded();

    JsonNode root = json(out);
    assertThat(root.path("complete").asBoolean()).isTrue();
    assertThat(root.path("data").path("fingerprint").asText()).matches("[0-9a-f]{64}");
    assertThat(root.path("model").path("weights").path("sha256").asText()).matches("[0-9a-f]{64}");
    assertThat(root.path("environment").path("processor").asText()).isNotBlank();
    JsonNode run = root.path("runs").path(0);
    assertThat(run.path("strategy").asText()).isEqualTo("feature-extract");
    assertThat(run.path("trainableParameters").asLong()).isEqualTo(3 * (1280 + 1));
    assertThat(run.path("totalParameters").asLong()).isEqualTo(2_223_872 + 3 * (1280 + 1));
    assertThat(run.path("epochs")).hasSize(2);
    JsonNode epoch = run.path("epochs").path(1);
    assertThat(epoch.path("epoch").asInt()).isEqualTo(2);
    assertThat(epoch.path("trainLoss").isDouble()).isTrue();
    assertThat(epoch.path("validationAccuracy").isDouble()).isTrue();
    assertThat(epoch.path("seconds").asDouble()).isPositive();
    JsonNode test = run.path("test");
    int correct = test.path("correct").asInt();
    assertThat(test.path("total").asInt()).isEqualTo(root.path("data").path("test").asInt());
    assertThat(test.path("accuracy").asDouble())
        .isEqualTo((double) correct / test.path("total").asInt());
    assertThat(test.path("perClass")).hasSize(3);
    int diagonal = 0;
    for (int k = 0; k < 3; k++) {
      diagonal += test.path("confusion").path(k).path(k).asInt();
    }
    assertThat(diagonal).isEqualTo(correct);
    assertThat(run.path("secondsPerEpoch").asDouble()).isPositive();
    assertThat(run.path("totalSeconds").asDouble()).isPositive();
    assertThat(run.has("peakMemoryBytes")).isTrue();
  }

  @Test
  void everyFieldIsDocumented() throws IOException {
    Path out = folder.resolve("documented");
    compare(out, "--strategies", "feature-extract", "--optimizer", "sgd").succeeded();
    Path adam = folder.resolve("documented-adam");
    compare(adam, "--strategies", "feature-extract", "--epochs", "1").succeeded();
    String page =
        Files.readString(
            Path.of(System.getProperty("graft.root"), "docs", "guide", "comparison-json.md"));

    var undocumented = new TreeSet<String>();
    for (Path file : List.of(out, adam)) {
      fields(json(file), undocumented);
    }
    JsonNode shown = new ObjectMapper().readTree(out.resolve("report.json").toFile());
    fields(shown, undocumented);
    undocumented.removeIf(field -> field.matches("\\d+")); // images by their number
    undocumented.removeIf(field -> page.contains("`" + field + "`"));
    assertThat(undocumented).isEmpty();
  }

  private static void fields(JsonNode node, Set<String> names) {
    node.fieldNames().forEachRemaining(names::add);
    node.forEach(child -> fields(child, names));
  }

  @Test
  void theSameCommandTwiceGivesTheSameNumbers() throws IOException {
    Path first = folder.resolve("once");
    Path second = folder.resolve("again");
    String[] more = {"--strategies", "naive-feature-extract,fine-tune", "--seeds", "2"};
    compare(first, more).succeeded();
    compare(second, more).succeeded();

    JsonNode one = withoutTimes(json(first));
    assertThat(one.path("runs")).hasSize(4);
    assertThat(withoutTimes(json(second))).isEqualTo(one);
  }

  private static JsonNode withoutTimes(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(MEASURED);
    }
    if (node instanceof ContainerNode<?>) {
      node.forEach(CompareCommandTest::withoutTimes);
    }
    return node;
  }

  @Test
  void severalSeedsGiveASpread() {
    Invocation done =
        compare(folder.resolve("seeds"), "--strategies", "feature-extract", "--seeds", "2")
            .succeeded();
    assertThat(done.out())
        .contains("mean of 2 seeds +- their standard deviation")
        .containsPattern("mode +trainable +val acc +test acc +\\+- ")
        .contains("first seed");
  }

  @Test
  void validatingOnTheTestImagesSaysWhatIsWrongWithIt() throws IOException {
    Path out = folder.resolve("on-test");
    Invocation done =
        compare(out, "--strategies", "feature-extract", "--validate-on", "test").succeeded();
    assertThat(done.out())
        .contains("Epoch 1: test acc ")
        .contains("val=test")
        .contains("accuracy is too");
    assertThat(json(out).path("notes").toString()).contains("validated on the test images");
  }

  @Test
  void duplicatesAcrossSplitsAreWarnedOf() throws IOException {
    Path split = folder.resolve("leaking");
    Material.images(split.resolve("train"), 6);
    Material.images(split.resolve("test"), 3);
    Path out = folder.resolve("leaking-out");
    Invocation done =
        Invocation.of(
            "compare",
            split.toString(),
            "--backbone=mobilenet_v2",
            "--weights=" + weights,
            "--strategies=feature-extract",
            "--epochs=1",
            "--input-size=32",
            "--out=" + out);
    assertThat(done.code()).isZero();
    assertThat(done.err()).contains("graft: warning: ").contains("in more than one split");
    assertThat(json(out).path("notes").toString()).contains("in more than one split");
  }
}
