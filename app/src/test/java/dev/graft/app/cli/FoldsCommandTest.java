package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.app.cli.values.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code graft compare} with cross-validation, asked for and not. */
final class FoldsCommandTest {

  @TempDir Path folder;

  private Path images(int perClass) throws IOException {
    return Material.images(folder.resolve("shapes"), perClass);
  }

  private Invocation compare(Path images, String... more) {
    var args =
        new ArrayList<>(
            List.of(
                "compare",
                images.toString(),
                "--backbone=resnet18_slim",
                "--input-size=32",
                "--epochs=1",
                "--precision=float32",
                "--feature-cache=off",
                "--out=" + folder.resolve("out")));
    args.addAll(List.of(more));
    return Invocation.of(args.toArray(String[]::new));
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("out/comparison.json").toFile());
  }

  @Test
  void twoImagesOfAClassAreEnough() throws IOException {
    Path images = images(2);
    compare(images, "--strategies=probe", "--folds=off")
        .failedWith(Failure.FAILED, "too few images to hold out a validation split", "--folds K");
    compare(images, "--strategies=probe", "--folds=2").succeeded();
    assertThat(json().path("data").path("test").asInt()).isEqualTo(6);
  }

  @Test
  void aLimitIsThatOfAllImages() throws IOException {
    compare(images(8), "--strategies=probe", "--folds=3", "--train-limit=12").succeeded();
    assertThat(json().path("data").path("test").asInt()).isEqualTo(12);
    assertThat(json().path("notes").toString()).contains("12 of 24 train images were taken");
  }

  @Test
  void whatASplitOfItsOwnWouldTakeIsRefused() throws IOException {
    Path images = images(8);
    compare(images, "--folds=3", "--test-limit=6")
        .failedWith(
            Failure.USAGE, "--folds tests every image once", "--test-limit", "leave it out");
    compare(images, "--folds=3", "--test-fraction=0.2")
        .failedWith(Failure.USAGE, "--folds tests every image once", "--test-fraction");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void theEpochToKeepIsChosenInEveryFold() throws IOException {
    compare(images(8), "--strategies=feature-extract", "--folds=2", "--early-stop=1").succeeded();
    assertThat(json().path("runs")).hasSize(2);
  }

  /** All would stop after the first fold: a single split says as much and is what it seems. */
  @Test
  void withoutCheapStrategiesThereIsOneSplit() throws IOException {
    compare(images(8), "--strategies=fine-tune,lp-ft").succeeded();
    assertThat(json().path("runs").findValues("fold")).isEmpty();
    assertThat(json().path("runs")).hasSize(2);
  }

  @Test
  void whoSaysHowManyAreTestedGetsOneSplit() throws IOException {
    compare(images(8), "--strategies=probe", "--test-fraction=0.5").succeeded();
    assertThat(json().path("data").path("test").asInt()).isEqualTo(12);
  }

  /** Not those of the first fold, nor the mean of the folds' temperatures. */
  @Test
  void theModelSaysWhatItWasTrainedOn() throws IOException {
    Path images = images(8);
    compare(images, "--strategies=probe").succeeded();
    Path model = folder.resolve("out/model");
    JsonNode facts = new ObjectMapper().readTree(model.resolve("model.json").toFile());
    assertThat(facts.path("data").path("train").asInt()).isEqualTo(21);
    assertThat(facts.path("data").path("validation").asInt()).isEqualTo(3);
    assertThat(facts.path("data").path("test").asInt()).isEqualTo(24);
    assertThat(facts.path("temperatureSource").asText()).isEqualTo("out-of-fold");
    assertThat(facts.path("run").path("test").path("temperatureSource").asText())
        .isEqualTo("mean-of-folds");
    JsonNode data = json().path("data");
    assertThat(facts.path("data").path("fingerprint"))
        .isEqualTo(data.path("whole").path("fingerprint"))
        .isNotEqualTo(data.path("fingerprint"));
    assertThat(Files.readString(model.resolve("MODEL_CARD.md")))
        .contains("21 images to train, 3 to validate, 24 to test")
        .containsPattern("temperature of \\d.* from 24 out-of-fold predictions\\)")
        .containsPattern("models with one of \\d.* validation images a fold");
    assertThat(includesTrained(model, Material.images(folder.resolve("copy"), 8))).isTrue();
    assertThat(includesTrained(model, Material.images(folder.resolve("other"), 9))).isFalse();
  }

  private static boolean includesTrained(Path model, Path images) throws IOException {
    Invocation done =
        Invocation.of(
            "evaluate", model.toString(), images.toString(), "--json", "--precision=float32");
    return new ObjectMapper().readTree(done.out()).path("includesTrainingImages").booleanValue();
  }

  /** Five folds are usual; four patients are enough for four. */
  @Test
  void fewGroupsAreDealtToFewerFolds() throws IOException {
    Path images = images(8);
    var csv = new StringBuilder("path,label,patient\n");
    for (String name : Material.CLASSES) {
      for (int i = 0; i < 8; i++) {
        csv.append("%s/%02d.png,%s,p%d%n".formatted(name, i, name, i / 2));
      }
    }
    Path table = Files.writeString(images.resolve("patients.csv"), csv);
    compare(table, "--strategies=probe").succeeded();
    assertThat(json().path("runs")).hasSize(4);
    assertThat(json().path("data").path("test").asInt()).isEqualTo(24);
  }

  /** Each patient has one label, so that a fold of one patient tests one class. */
  @Test
  void theAucIsThatOfTheFoldsThatHaveOne() throws IOException {
    Path images = images(8);
    var csv = new StringBuilder("path,label,patient\n");
    for (String name : Material.CLASSES) {
      for (int i = 0; i < 8; i++) {
        csv.append("%s/%02d.png,%s,%s%d%n".formatted(name, i, name, name, i / 4));
      }
    }
    Path table = Files.writeString(images.resolve("patients.csv"), csv);
    String[] two = {"--strategies=probe,feature-extract", "--metric=auc"};
    compare(table, two[0], two[1], "--folds=6")
        .failedWith(Failure.USAGE, "each fold's test images are of one class", "--metric balanced");
    compare(table, two[0], two[1], "--folds=5").succeeded();
    assertThat(json().path("notes").toString())
        .contains("4 of 5 folds test images of one class alone: the AUC is the mean of the others");
    assertThat(json().path("recommendation").isObject()).isTrue();
  }

  @Test
  void copiesAreKeptTogetherAndNotLeftOut() throws IOException {
    Path images = images(8);
    for (int i = 0; i < 5; i++) {
      Path circles = images.resolve("circle");
      Files.copy(
          circles.resolve("0%d.png".formatted(i)), circles.resolve("twin%d.png".formatted(i)));
    }
    compare(images, "--strategies=probe", "--cross-duplicates=move").succeeded();
    assertThat(json().path("runs").findValuesAsText("fold")).contains("5");
    assertThat(json().path("data").path("test").asInt()).isEqualTo(29);
    assertThat(json().path("notes").toString())
        .contains("10 images have the pixels of another one: copies stay in one split")
        .doesNotContain("left out of training", "in more than one split");
  }
}
