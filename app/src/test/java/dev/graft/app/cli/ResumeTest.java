package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.app.cli.results.FolderLock;
import dev.graft.app.cli.results.RunFolder;
import dev.graft.app.cli.values.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands go on where they were stopped, and refuse what would not be the same command. */
final class ResumeTest {

  @TempDir static Path folder;

  private static Path images;
  private static Path stopped;

  /** A training that Ctrl-C ends before its first step or soon after it. */
  @BeforeAll
  static void stop() throws Exception {
    images = Material.images(folder.resolve("shapes"), 8);
    stopped = folder.resolve("stopped");
    Invocation ended =
        Stopped.when(
            state(stopped).resolve("command.json"), train(stopped, "--strategy=fine-tune"));
    ended.failedWith(
        Failure.INTERRUPTED,
        "0 of 1 runs finished",
        "resume with: ./graft train --resume " + stopped);
  }

  private static Path state(Path out) {
    return out.resolve("checkpoint");
  }

  private static String[] train(Path out, String... more) {
    return line("train", out, more);
  }

  private static String[] line(String command, Path out, String... more) {
    var options = new ArrayList<>(List.of("--epochs=8", "--batch-size=8", "--augment=flip"));
    options.addAll(List.of(more));
    return Material.line(command, images, out, options.toArray(String[]::new));
  }

  @Test
  void aComparisonGoesOnRunByRun() throws Exception {
    String[] more = {"--strategies=feature-extract,partial:layer4", "--seeds=2"};
    Path whole = folder.resolve("whole");
    Invocation reference = Invocation.of(line("compare", whole, more)).succeeded();
    Path out = folder.resolve("parts");
    Stopped.when(state(out).resolve("finished.json"), line("compare", out, more))
        .failedWith(
            Failure.INTERRUPTED, "of 4 runs finished", "kept in", "graft compare --resume " + out);
    JsonNode kept = runs(out);
    assertThat(kept.size()).isBetween(1, 3);
    Invocation rest = Invocation.of("compare", "--resume", out.toString()).succeeded();
    assertThat(rest.out()).contains("Resuming \"graft compare " + images);
    assertThat(rest.out().lines().filter(line -> line.contains("seed 0")))
        .as("what was finished is not done again")
        .hasSizeLessThan(
            (int) reference.out().lines().filter(line -> line.contains("seed 0")).count());
    assertThat(Stopped.numbers(out.resolve("comparison.json")))
        .isEqualTo(Stopped.numbers(whole.resolve("comparison.json")));
    for (int i = 0; i < kept.size(); i++) {
      assertThat(runs(out).get(i)).as("run %d, times too", i).isEqualTo(kept.get(i));
    }
    assertThat(Stopped.names(out))
        .filteredOn(name -> !name.equals("model")) // which only a pick has
        .containsExactly(
            "comparison.json", "comparison.md", "plots", "report.html", "report.json", "report.md");
  }

  /** The model in the end is that of a command that was not stopped, its temperature too. */
  @Test
  void aCrossValidationGoesOnFoldByFold() throws Exception {
    String[] args = line("compare", folder.resolve("cv"), "--strategies=feature-extract");
    for (int i = 0; i < args.length; i++) {
      args[i] = args[i].equals("--folds=off") ? "--folds=4" : args[i];
    }
    Invocation.of(args).succeeded();
    Path out = folder.resolve("cv-in-parts");
    for (int i = 0; i < args.length; i++) {
      args[i] = args[i].startsWith("--out=") ? "--out=" + out : args[i];
    }
    Stopped.when(state(out).resolve("finished.json"), args)
        .failedWith(Failure.INTERRUPTED, "graft compare --resume " + out);
    assertThat(Stopped.names(state(out)))
        .contains("feature-extract-fold1-seed0.scores.safetensors");
    Invocation.of("compare", "--resume", out.toString()).succeeded();
    assertThat(Stopped.numbers(out.resolve("comparison.json")))
        .isEqualTo(Stopped.numbers(folder.resolve("cv/comparison.json")));
    JsonNode model = model(out);
    assertThat(model.path("temperatureSource").asText()).isEqualTo("out-of-fold");
    assertThat(model.path("temperature"))
        .isEqualTo(model(folder.resolve("cv")).path("temperature"));
    assertThat(state(out)).doesNotExist();
  }

  private static JsonNode model(Path out) throws IOException {
    return new ObjectMapper().readTree(out.resolve("model/model.json").toFile());
  }

  @Test
  void runsAreCountedOverFolds() throws Exception {
    Path out = folder.resolve("folds");
    Stopped.when(
            state(out).resolve("finished.json"),
            line("compare", out, "--strategies=feature-extract", "--folds=4", "--seeds=2"))
        .failedWith(Failure.INTERRUPTED, "of 8 runs finished");
  }

  @Test
  void aCurveGoesOnTrainingByTraining() throws Exception {
    String[] more = {"--strategies=probe,feature-extract", "--sizes=6,9,12,14", "--seeds=1"};
    Path whole = folder.resolve("whole-curve");
    Invocation.of(line("curve", whole, more)).succeeded();
    Path out = folder.resolve("curve-in-parts");
    Stopped.when(state(out).resolve("finished.json"), line("curve", out, more))
        .failedWith(
            Failure.INTERRUPTED, "of 8 trainings finished", "./graft curve --resume " + out);
    JsonNode kept = points(out);
    assertThat(kept.size()).isBetween(1, 7);
    Invocation.of("curve", "--resume", out.toString(), "--seeds=2")
        .failedWith(Failure.USAGE, "--seeds 2", "leave it out");
    Invocation rest = Invocation.of("curve", "--resume", out.toString()).succeeded();
    assertThat(rest.out().lines().filter(line -> line.contains(": test acc ")))
        .as("what was finished is not done again")
        .hasSize(8 - kept.size());
    for (int i = 0; i < 8; i++) {
      JsonNode point = points(out).get(i);
      assertThat(point.path("wrong")).isEqualTo(points(whole).get(i).path("wrong"));
      if (i < kept.size()) {
        assertThat(point).as("times too").isEqualTo(kept.get(i));
      }
    }
    assertThat(out.resolve("checkpoint")).doesNotExist();
    Invocation.of("curve", "--resume", out.toString())
        .failedWith(Failure.USAGE, "no command was stopped there");
  }

  private static JsonNode points(Path out) throws IOException {
    JsonNode root = new ObjectMapper().readTree(out.resolve("curve.json").toFile());
    return root.path("points");
  }

  private static JsonNode runs(Path out) throws IOException {
    return new ObjectMapper().readTree(out.resolve("comparison.json").toFile()).path("runs");
  }

  @Test
  void whereNothingWasStoppedThereIsNothingToGoOnWith() {
    Invocation.of("train", "--resume", folder.resolve("nowhere").toString())
        .failedWith(Failure.USAGE, "nowhere", "no command was stopped there");
    Invocation.of("train").failedWith(Failure.USAGE, "DATA is missing");
  }

  @Test
  void otherOptionsAreRefusedAndTheSameAreNot() throws IOException {
    Invocation.of("train", "--resume", stopped.toString(), "--epochs=9")
        .failedWith(Failure.USAGE, "--epochs 9", "leave it out", stopped.toString());
    Invocation.of("train", "--resume", stopped.toString(), "--seed=3")
        .failedWith(Failure.USAGE, "--seed 3");
    Invocation.of("train", "/elsewhere", "--resume", stopped.toString())
        .failedWith(Failure.USAGE, "/elsewhere is not what");
    Invocation.of("compare", "--resume", stopped.toString())
        .failedWith(Failure.USAGE, "resume it with ./graft train --resume " + stopped);
    Path copy = copy(stopped, folder.resolve("copy"));
    Invocation.of("train", images.toString(), "--resume=" + copy, "--epochs", "8").succeeded();
    assertThat(Stopped.names(copy))
        .containsExactly(
            "model", "plots", "report.html", "report.json", "report.md", "run.json", "run.md");
  }

  @Test
  void whatWasStoppedIsNotBegunOver() {
    Invocation.of(train(stopped))
        .failedWith(Failure.USAGE, state(stopped).toString(), "--resume", "--overwrite");
  }

  @Test
  void otherImagesAreRefused() throws IOException {
    Path copy = copy(stopped, folder.resolve("other-images"));
    Path command = state(copy).resolve("command.json");
    String text = Files.readString(command);
    String fingerprint = new ObjectMapper().readTree(text).path("fingerprint").asText();
    Files.writeString(command, text.replace(fingerprint, "0".repeat(64)));
    Invocation.of("train", "--resume", copy.toString())
        .failedWith(Failure.USAGE, "images of " + images, "000000000000 then", "put them back");
  }

  @Test
  void damagedStateIsRefusedByName() throws IOException {
    Path copy = copy(stopped, folder.resolve("damaged"));
    Path command = state(copy).resolve("command.json");
    String whole = Files.readString(command);
    for (String damaged :
        List.of(
            "",
            "{",
            "[1]",
            "{}",
            whole.replace("\"arguments\"", "\"a\""),
            whole.replace("\"precision\" : \"float32\"", "\"precision\" : \"float\""))) {
      Files.writeString(command, damaged);
      Invocation.of("train", "--resume", copy.toString())
          .failedWith(Failure.FAILED, command.toString(), "to start again");
    }
    Files.writeString(command, whole);
    Files.writeString(state(copy).resolve("finished.json"), whole);
    Invocation.of("train", "--resume", copy.toString())
        .failedWith(Failure.FAILED, "finished.json", "to start again");
  }

  private static Path copy(Path from, Path to) throws IOException {
    Files.createDirectories(state(to));
    for (String name : Stopped.names(state(from))) {
      Files.copy(
          state(from).resolve(name), state(to).resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
    return to;
  }

  @Test
  void twoCannotWorkInOneFolder() throws IOException {
    Path out = Files.createDirectories(folder.resolve("taken"));
    try (var other = FolderLock.take(new RunFolder(out))) {
      assertThat(other).isNotNull();
      Invocation.of("train", images.toString(), "--backbone=resnet18_slim", "--out=" + out)
          .failedWith(1, "another Graft process is using", out.toString());
    }
    assertThat(Stopped.names(out)).isEmpty();
  }
}
