package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with images is found, and little else is said. */
final class PlantedFaultsTest {

  @TempDir private Path folder;

  private Invocation inspect(Planted images) {
    return Invocation.of(
            "inspect",
            images.root().toString(),
            "--validate-on=test",
            "--backbone=resnet18_slim",
            "--precision=float32",
            "--feature-cache=off",
            "--json=" + json())
        .succeeded();
  }

  private Path json() {
    return folder.resolve("found.json");
  }

  private JsonNode found() throws IOException {
    return new ObjectMapper().readTree(json().toFile());
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  @Test
  void plantedFaultsAreFound() throws IOException {
    Planted images = Planted.in(folder.resolve("planted"));
    List<String> duplicates = images.duplicates();
    List<String> flipped = images.flippedLabels();
    images.smallClass();
    Invocation done = inspect(images);
    JsonNode found = found();

    var copies = new HashSet<String>();
    for (JsonNode duplicate : found.path("duplicates")) {
      assertThat(duplicate.path("acrossSplits").asBoolean()).isTrue();
      duplicate.path("copies").forEach(copy -> copies.add(copy.path("name").asText()));
    }
    assertThat(copies).hasSize(16).containsAll(duplicates.subList(0, 8));
    var near = new HashSet<String>();
    for (JsonNode pair : found.path("features").path("near")) {
      if (pair.path("acrossSplits").asBoolean()) {
        near.add(pair.path("second").path("name").asText());
      }
    }
    assertThat(near).containsAll(duplicates.subList(8, 20)).hasSizeLessThanOrEqualTo(14);

    List<String> first =
        list(found.path("features").path("labels").path("suspects")).stream()
            .limit(15)
            .map(suspect -> suspect.path("name").asText())
            .toList();
    assertThat(first).filteredOn(flipped::contains).hasSizeGreaterThanOrEqualTo(8);
    assertThat(first).as("5 images are too few to judge").noneMatch(name -> name.contains("/mug/"));

    assertThat(done.out())
        .contains("1 class has fewer than 20 training images, mug 5")
        .contains("--cross-duplicates move")
        .contains("look mislabelled");
    assertThat(done.lines()).allMatch(line -> line.length() <= 80 || line.startsWith("Written"));
  }

  @Test
  void ofCleanImagesLittleIsSaid() throws IOException {
    Invocation done = inspect(Planted.in(folder.resolve("clean")));
    JsonNode found = found();
    assertThat(found.path("duplicates")).isEmpty();
    assertThat(found.path("features").path("near").size()).isLessThanOrEqualTo(2);
    assertThat(found.path("features").path("labels").path("suspects").size())
        .isLessThanOrEqualTo(12);
    assertThat(found.path("features").path("input").path("foreign").asBoolean()).isFalse();
    assertThat(done.out())
        .contains("that fits")
        .doesNotContain("fewer than 20", "look mislabelled", "does not fit");
  }

  @Test
  void compareChecksAndMovesWhereItIsAsked() throws IOException {
    Planted images = Planted.in(folder.resolve("compared"));
    images.duplicates();
    Path out = folder.resolve("out");
    Invocation done =
        Invocation.of(
            "compare",
            images.root().toString(),
            "--validate-on=test",
            "--backbone=resnet18_slim",
            "--strategies=probe",
            "--precision=float32",
            "--feature-cache=off",
            "--cross-duplicates=move",
            "--check-data",
            "--out=" + out);
    assertThat(done.code()).isZero();
    JsonNode result = new ObjectMapper().readTree(out.resolve("comparison.json").toFile());
    int all = Planted.CLASSES.size() * Planted.TRAIN;
    assertThat(result.path("data").path("train").asInt()).isEqualTo(all - 8);
    assertThat(result.path("data").path("test").asInt())
        .isEqualTo(Planted.CLASSES.size() * Planted.TEST + 20);
    assertThat(result.path("dataCheck").path("duplicates")).as("none is left").isEmpty();
    JsonNode features = result.path("dataCheck").path("features");
    assertThat(features.path("images").asInt()).isEqualTo(all - 8 + 20 + 8 * Planted.TEST);
    String notes = result.path("notes").toString();
    assertThat(notes)
        .contains("8 training images with the pixels of a validation or test image left out")
        .containsPattern("1[2-4] held-out images seem to show nearly")
        .doesNotContain("in more than one split");
    assertThat(done.err()).containsPattern("graft: warning: 1[2-4] held-out images seem to show");
    assertThat(images.root().resolve("train/bricks/000.png")).exists();
  }

  @Test
  void withoutBeingAskedCompareReportsCopiesAndMovesNone() throws IOException {
    Planted images = Planted.in(folder.resolve("reported"));
    images.duplicates();
    Path out = folder.resolve("out");
    Invocation done =
        Invocation.of(
            "compare",
            images.root().toString(),
            "--validate-on=test",
            "--backbone=resnet18_slim",
            "--strategies=probe",
            "--precision=float32",
            "--feature-cache=off",
            "--out=" + out);
    assertThat(done.err())
        .contains("8 images are in more than one split", "--cross-duplicates move");
    JsonNode result = new ObjectMapper().readTree(out.resolve("comparison.json").toFile());
    assertThat(result.path("data").path("train").asInt())
        .isEqualTo(Planted.CLASSES.size() * Planted.TRAIN);
    assertThat(result.path("dataCheck").path("duplicates")).hasSize(8);
    assertThat(result.path("dataCheck").path("features").isNull()).isTrue();
  }
}
