package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/** Learning rates are looked for on the validation images, and what came of it is kept. */
final class SearchTest {

  @TempDir static Path folder;
  private static Path images;

  @BeforeAll
  static void draw() throws IOException {
    images = Material.images(folder.resolve("shapes"), 12);
  }

  private static Invocation compare(Path out, String... more) {
    var args =
        new ArrayList<>(
            List.of(
                "compare",
                images.toString(),
                "--backbone=resnet18_slim",
                "--input-size=32",
                "--batch-size=8",
                "--precision=float32",
                "--feature-cache=off",
                "--out=" + out));
    args.addAll(List.of(more));
    return Invocation.of(args.toArray(String[]::new));
  }

  private static JsonNode json(Path out) throws IOException {
    return new ObjectMapper().readTree(out.resolve("comparison.json").toFile());
  }

  @Test
  void everyStrategyIsTrainedWithTheBestOfWhatWasTried() throws IOException {
    Path out = folder.resolve("trials");
    Invocation done =
        compare(out, "--trials=2", "--epochs=2"); // which may have lowered rates, and say so
    assertThat(done.code()).isZero();
    assertThat(done.out())
        .contains("Trial lp-ft, ", "Trial feature-extract, ")
        .containsPattern("(Pick |No pick: )")
        .containsPattern("Note:\\s+learning\\s+rates\\s+were\\s+chosen\\s+on\\s+\\d\\s+validation");
    assertThat(done.lines())
        .allMatch(line -> line.length() <= 80 || line.startsWith("graft: ") || line.contains("/"));
    JsonNode root = json(out);
    JsonNode choices = root.path("tuning").path("choices");
    assertThat(choices).hasSize(2); // a probe has no rate
    for (JsonNode choice : choices) {
      String strategy = choice.path("strategy").asText();
      double least = Double.POSITIVE_INFINITY;
      double loss = Double.NaN; // of the chosen rates
      for (JsonNode trial : root.path("tuning").path("trials")) {
        if (trial.path("strategy").asText().equals(strategy)) {
          double seen = trial.path("validationLoss").asDouble(Double.POSITIVE_INFINITY);
          least = Math.min(least, seen);
          loss = trial.path("headRate").equals(choice.path("headRate")) ? seen : loss;
        }
      }
      assertThat(loss).as("of %s", choice).isLessThanOrEqualTo(1.03 * least);
      JsonNode phases = run(root, strategy).path("phases");
      JsonNode last = phases.get(phases.size() - 1);
      assertThat(last.path("headRate")).isEqualTo(choice.path("headRate"));
      assertThat(last.path("backboneRate")).isEqualTo(choice.path("backboneRate"));
      assertThat(last.path("epochs").asInt()).isEqualTo(2);
    }
    assertThat(root.path("settings").path("supervision").path("patience").asInt()).isEqualTo(3);
    assertThat(Files.readString(out.resolve("comparison.md"))).contains("## Learning rates");
    assertThat(Files.readString(out.resolve("report.html"))).contains("short runs in the search");
    everyFieldIsDocumented(root);
  }

  private static JsonNode run(JsonNode root, String strategy) {
    for (JsonNode run : root.path("runs")) {
      if (run.path("strategy").asText().equals(strategy)) {
        return run;
      }
    }
    throw new AssertionError("no run of " + strategy);
  }

  private static void everyFieldIsDocumented(JsonNode root) throws IOException {
    String page =
        Files.readString(
            Path.of(System.getProperty("graft.root"), "docs", "guide", "comparison-json.md"));
    var names = new TreeSet<String>();
    fields(root.path("tuning"), names);
    fields(root.path("recommendation"), names);
    assertThat(names).hasSizeGreaterThan(20).allMatch(name -> page.contains("`" + name + "`"));
  }

  private static void fields(JsonNode node, Set<String> names) {
    node.fieldNames().forEachRemaining(names::add);
    node.forEach(child -> fields(child, names));
  }

  @Test
  void theSameTrialsAgainGiveTheSameRates() throws IOException {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    compare(one, "--trials=2", "--epochs=2", "--strategies=feature-extract").succeeded();
    compare(two, "--trials=2", "--epochs=2", "--strategies=feature-extract").succeeded();
    assertThat(json(two).path("tuning").path("choices"))
        .isEqualTo(json(one).path("tuning").path("choices"));
  }

  /** The time counts from the start of the process, so here much or all of it is over. */
  @Test
  void withLittleTimeThereIsStillATable() throws IOException {
    Path out = folder.resolve("late");
    assertThat(compare(out, "--budget=20s", "--strategies=probe,fine-tune").code()).isZero();
    JsonNode choice = json(out).path("tuning").path("choices").get(0);
    assertThat(choice.path("strategy").asText()).isEqualTo("fine-tune");
    assertThat(choice.path("epochs").asInt()).isBetween(1, 12);
    assertThat(json(out).path("runs")).hasSize(2);
  }

  @Test
  void aRateThatWasGivenStays() throws IOException {
    Path out = folder.resolve("given");
    compare(out, "--trials=2", "--epochs=2", "--strategies=probe,feature-extract@2e-3").succeeded();
    assertThat(json(out).path("tuning").path("choices")).isEmpty();
    JsonNode phase = json(out).path("runs").get(1).path("phases").get(0);
    assertThat(phase.path("headRate").asDouble()).isEqualTo(2e-3);
  }

  @Test
  void whatCannotBeSearchedIsRefused() {
    Path out = folder.resolve("refused");
    compare(out, "--budget=5s").failedWith(2, "--budget must be 20s or more");
    compare(out, "--budget=soon").failedWith(2, "not a time such as 90s, 10m or 1h");
    compare(out, "--trials=0").failedWith(2, "trials must be 1 to 64");
    compare(out, "--trials=2", "--validate-on=test")
        .failedWith(2, "chosen on validation images, never on test images");
    compare(out, "--early-stop=0").failedWith(2, "--early-stop must be 1 epoch or more");
    compare(out, "--early-stop=3", "--validate-on=test")
        .failedWith(2, "--early-stop keeps is chosen on validation images", "leave it out");
    compare(out, "--early-stop=3", "--validation-fraction=0")
        .failedWith(2, "there are none", "--validation-fraction above 0");
    assertThat(out.resolve("checkpoint")).doesNotExist();
    compare(out, "--mixup=2").failedWith(2, "mixup's alpha must be in [0, 1]");
    compare(out, "--stage-factor=0").failedWith(2, "factor from stage to stage");
    compare(out, "--class-weights=some").failedWith(2, "--class-weights is one of none, balanced");
    compare(out, "--metric=recall")
        .failedWith(2, "--metric is one of accuracy, balanced, f1, auc, got \"recall\"");
  }

  @Test
  void whatWouldHaveNoEffectIsRefused() {
    Path out = folder.resolve("unheard");
    for (String rate : List.of("--lr", "--head-lr", "--backbone-lr")) {
      compare(out, "--trials=2", rate + "=1e-3")
          .failedWith(2, "--trials finds", "so " + rate + " would", "NAME@RATE");
      compare(out, "--budget=10m", rate + "=1e-3")
          .failedWith(2, "--budget finds", "so " + rate + " would", "leave --budget out");
    }
    compare(out, "--budget=10m", "--trials=2", "--epochs=2")
        .failedWith(2, "--budget", "--epochs would have no effect", "--trials");
    assertThat(out).doesNotExist();
  }

  @Test
  void gradualIsSearchedLikeTheOthers() throws IOException {
    Path out = folder.resolve("gradual");
    assertThat(compare(out, "--trials=1", "--epochs=1", "--strategies=gradual").code()).isZero();
    JsonNode tuning = json(out).path("tuning");
    assertThat(tuning.path("choices").get(0).path("why").asText()).startsWith("the best of");
    int phases = run(json(out), "gradual").path("phases").size();
    int train = json(out).path("data").path("train").asInt();
    int images = tuning.path("trials").get(0).path("images").asInt();
    // 48 steps of 8 images are many epochs; each phase of steps but the last is one more.
    assertThat(images).isEqualTo((Math.round(384f / train) + phases - 2) * train);
  }

  @Test
  void uncommonSettingsTrain() throws IOException {
    Path out = folder.resolve("uncommon");
    compare(
            out,
            "--epochs=2",
            "--strategies=gradual,fine-tune,probe",
            "--class-weights=balanced",
            "--mixup=0.2",
            "--stage-factor=0.5",
            "--augment=rand",
            "--early-stop=1")
        .succeeded();
    JsonNode phases = run(json(out), "gradual").path("phases");
    assertThat(phases.size()).isBetween(3, 4);
    assertThat(phases.get(0).path("solver").asText()).isEqualTo("lbfgs");
    assertThat(phases.get(phases.size() - 1).path("cut").asInt()).isZero();
    assertThat(phases.get(phases.size() - 1).path("stageFactor").asDouble()).isEqualTo(0.5);
  }
}
