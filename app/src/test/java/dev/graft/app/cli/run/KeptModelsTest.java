package dev.graft.app.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.app.cli.Invocation;
import dev.graft.app.cli.Material;
import dev.graft.app.cli.Stopped;
import dev.graft.app.cli.results.Candidates;
import dev.graft.app.cli.results.RunFolder;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.terminal.Screen;
import dev.graft.app.cli.values.Failure;
import dev.graft.app.report.json.ComparisonJson;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.train.Classifier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a comparison keeps of its models, and what its folder is good for then. */
final class KeptModelsTest {

  private static final String TWO = "--strategies=feature-extract@1e-3,feature-extract@1e-2";

  @TempDir static Path folder;
  private static Path images;

  @BeforeAll
  static void draw() throws IOException {
    images = Material.images(folder.resolve("shapes"), 14);
  }

  private static String[] line(String command, Path out, String... more) {
    return Material.line(command, images, out, more);
  }

  private static Invocation graft(String command, Path out, String... more) {
    return Invocation.of(line(command, out, more));
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  private static Invocation predict(Path model) {
    return Invocation.of(
        "predict", model.toString(), images.resolve("circle").toString(), "--precision=float32");
  }

  @Test
  void thePicksModelIsKeptAndItsFolderUsedAsTheModel() throws IOException {
    Path out = folder.resolve("picked");
    // Without test images what is most accurate on the validation images is kept.
    Invocation done =
        graft("compare", out, TWO, "--test-fraction=0", "--validation-fraction=0.4").succeeded();
    JsonNode root = json(out.resolve("comparison.json"));
    JsonNode facts = json(out.resolve("model").resolve("model.json"));
    String kept = facts.path("run").path("strategy").asText();
    double own = validation(root, kept);
    assertThat(root.path("runs"))
        .allMatch(r -> validation(root, r.path("strategy").asText()) <= own);
    assertThat(facts.path("comparison").path("started").asText())
        .isEqualTo(root.path("started").asText());
    assertThat(facts.path("comparison").path("strategies")).hasSize(2);
    assertThat(out.resolve("model").resolve("MODEL_CARD.md"))
        .content()
        .contains(
            "# Model card: " + kept, "comparison of feature-extract@1e-3, feature-extract@1e-2");
    assertThat(out.resolve("model").resolve("model.onnx")).exists();
    assertThat(Stopped.names(out)).doesNotContain(".candidates", "models", "checkpoint");
    assertThat(done.out())
        .contains("and the model of " + kept + " (the most accurate on the validation images)")
        .contains("Use it: ./graft predict " + out + " IMAGE...");

    assertThat(predict(out).succeeded().out()).isEqualTo(predict(out.resolve("model")).out());
    Invocation judged = Invocation.of("evaluate", out.toString(), images.toString());
    assertThat(judged.code()).isZero();
    assertThat(judged.err()).contains("include those the model was trained on");
    Invocation.of("export", out.toString(), "--format=pth").succeeded();
    assertThat(out.resolve("model.pth")).isNotEmptyFile();
  }

  private static double validation(JsonNode root, String strategy) {
    for (JsonNode run : root.path("runs")) {
      if (run.path("strategy").asText().equals(strategy)) {
        return run.path("epochs").path(0).path("validationAccuracy").asDouble();
      }
    }
    throw new AssertionError(strategy);
  }

  @Test
  void theRecommendedOneIsKept() throws IOException {
    Path out = folder.resolve("recommended");
    Path many = Material.images(folder.resolve("many"), 50);
    Invocation done =
        Invocation.of(Material.line("compare", many, out, "--strategies=probe,from-scratch"));
    done.succeeded();
    JsonNode pick = json(out.resolve("comparison.json")).path("recommendation").path("pick");
    assertThat(pick.asText()).isEqualTo("probe");
    assertThat(json(out.resolve("model").resolve("model.json")).path("run").path("strategy"))
        .isEqualTo(pick);
    assertThat(done.out()).contains("and the model of probe (the pick)");
  }

  /** Circles alone, dealt to three classes: nothing tells them apart. */
  @Test
  void whereNothingWasPickedNoneIsKept() throws IOException {
    Path alike = Material.images(folder.resolve("alike"), 36);
    for (String name : List.of("square", "stripe")) {
      for (int i = 0; i < 36; i++) {
        Files.delete(alike.resolve(name).resolve("%02d.png".formatted(i)));
      }
    }
    for (int i = 0; i < 24; i++) {
      String name = "%02d.png".formatted(i);
      String other = i % 2 == 0 ? "square" : "stripe";
      Files.move(alike.resolve("circle").resolve(name), alike.resolve(other).resolve(name));
    }
    Path out = folder.resolve("unpicked");
    Invocation done =
        Invocation.of(Material.line("compare", alike, out, "--strategies=probe,feature-extract"));
    done.succeeded();
    assertThat(out.resolve("model")).doesNotExist();
    assertThat(done.out()).contains("No model was kept: nothing was picked.");
  }

  @Test
  void ofAModelThatCannotBeSavedNoOtherTakesThePlace() throws IOException {
    Path crossed = folder.resolve("crossed");
    Invocation done = graft("compare", crossed, "--strategies=probe", "--folds=2").succeeded();
    assertThat(done.out()).contains("the model of probe (the only one left, trained");
    // A file of this name may be, the longer one that it is written to first may not.
    String label = "p".repeat(220);
    String text = Files.readString(crossed.resolve("comparison.json"));
    ComparisonRecord record =
        ComparisonJson.parse(
            text.replace("\"strategy\" : \"probe\"", "\"strategy\" : \"" + label + "\""));
    var results = new RunFolder(folder.resolve("full"));
    Path candidate = new Candidates(results).file(label);
    Files.createDirectories(candidate.getParent());
    Files.copy(crossed.resolve("model").resolve("model.safetensors"), candidate);
    var said = new ByteArrayOutputStream();
    var stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    var models =
        new KeptModels(
            KeptModels.Which.PICK, false, new Console(stream, stream, Screen.none(), Map.of()));
    try (Classifier classifier = Classifier.load(crossed)) {
      models.whole(results, record.runs().get(0), classifier);
    }
    models.finished(results, record);
    models.tell(results);
    assertThat(results.path().resolve("model")).doesNotExist();
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains(
            "could not be saved; train it again with ./graft train " + images + " --strategy");
  }

  @Test
  void allAreKeptOnRequestAndNoneOnRequest() throws IOException {
    Path out = folder.resolve("kept");
    graft("compare", out, TWO, "--keep-models", "--test-fraction=0").succeeded();
    Path models = out.resolve("models");
    for (String name : List.of("feature-extract-1e-3", "feature-extract-1e-2")) {
      predict(models.resolve(name)).succeeded();
    }
    predict(out).succeeded();
    assertThat(Stopped.names(out)).contains("model", "models").doesNotContain(".candidates");
    Files.delete(out.resolve("comparison.json"));
    graft("compare", out, "--strategies=probe", "--no-model").succeeded();
    assertThat(Stopped.names(models)).as("nobody asked for that").hasSize(2);
    graft("compare", out, "--strategies=probe", "--keep-models", "--overwrite").succeeded();
    assertThat(Stopped.names(models)).as("of this comparison").containsExactly("probe");
    Path mine = Files.writeString(models.resolve("notes.txt"), "mine");
    graft("compare", out, "--strategies=probe", "--no-model", "--overwrite").succeeded();
    assertThat(Stopped.names(models)).containsExactly("notes.txt");
    Files.delete(mine);
    graft("compare", out, "--strategies=probe", "--no-model", "--overwrite").succeeded();
    predict(out).failedWith(Failure.FAILED, "--no-model");
    assertThat(models).doesNotExist();

    Path none = folder.resolve("none");
    Invocation done = graft("compare", none, TWO, "--no-model").succeeded();
    assertThat(done.out()).doesNotContain("Use it");
    assertThat(Stopped.names(none)).doesNotContain("model", "models", ".candidates");
    for (String command : List.of("predict", "evaluate")) {
      Invocation.of(command, none.toString(), images.toString())
          .failedWith(Failure.FAILED, none.toString(), "--no-model", "graft train");
    }
    Invocation.of("export", none.toString()).failedWith(Failure.FAILED, "--no-model");
    Invocation.of("serve", none.toString()).failedWith(Failure.FAILED, "--no-model");
    graft("compare", folder.resolve("both"), "--no-model", "--keep-models")
        .failedWith(Failure.USAGE, "--keep-models and --no-model exclude each other");
  }

  @Test
  void anOlderModelIsReplacedOnlyWhereThatIsAskedFor() throws IOException {
    Path out = folder.resolve("older");
    graft("train", out, "--strategy=probe").succeeded();
    graft("compare", out, "--strategies=probe")
        .failedWith(Failure.USAGE, out.resolve("model").toString(), "--overwrite");
    graft("compare", out, "--strategies=probe", "--no-model").succeeded();
    assertThat(Stopped.names(out)).as("the training's").contains("model");
    graft("compare", out, "--strategies=probe", "--overwrite").succeeded();
    Path facts = out.resolve("model").resolve("model.json");
    assertThat(json(facts).path("comparison").path("strategies")).hasSize(1);
    graft("compare", out, "--strategies=probe", "--overwrite", "--no-model").succeeded();
    assertThat(out.resolve("model")).as("it would pass for this comparison's").doesNotExist();

    Path taken = folder.resolve("taken");
    Path mine = Files.createDirectories(taken.resolve("model")).resolve("notes.txt");
    Files.writeString(mine, "mine");
    graft("compare", taken, "--strategies=probe").failedWith(Failure.FAILED, "in the way");
    assertThat(mine).hasContent("mine");
  }

  @Test
  void whatGoesOnEndsWithThePicksModel() throws Exception {
    Path out = folder.resolve("parts");
    stop(out);
    assertThat(out.resolve(".candidates").resolve("feature-extract.safetensors")).exists();
    predict(out).failedWith(Failure.FAILED, "stopped", "--resume " + out);
    Invocation rest = Invocation.of("compare", "--resume", out.toString()).succeeded();
    assertThat(rest.out()).contains("and the model of feature-extract (");
    predict(out).succeeded();
    assertThat(Stopped.names(out)).doesNotContain(".candidates", "checkpoint");
  }

  @Test
  void aModelThatIsGoneMeanwhileIsNamed() throws Exception {
    Path out = folder.resolve("gone");
    stop(out);
    Path candidate = out.resolve(".candidates").resolve("feature-extract.safetensors");
    Files.delete(candidate);
    Invocation rest = Invocation.of("compare", "--resume", out.toString()).succeeded();
    assertThat(rest.out())
        .contains("No model was kept: that of feature-extract", "missing from " + candidate)
        .contains("./graft train " + images + " --strategy feature-extract.")
        .doesNotContain("Use it");
    assertThat(out.resolve("model")).doesNotExist();
  }

  /** A comparison of one strategy, stopped after the first of its seeds. */
  private static void stop(Path out) throws InterruptedException {
    String[] more = {"--strategies=feature-extract", "--seeds=30"};
    Stopped.when(out.resolve("checkpoint").resolve("finished.json"), line("compare", out, more))
        .failedWith(Failure.INTERRUPTED, "graft compare --resume " + out);
  }
}
