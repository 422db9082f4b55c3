package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one command computed, the next one finds, {@code graft cache} shows and clears. */
final class CacheCommandTest {

  @TempDir static Path folder;
  private static Path images;
  private static Path weights;

  @BeforeAll
  static void make() throws IOException {
    images = Material.images(folder.resolve("shapes"), 12);
    weights = Material.weights(folder.resolve("mobilenet.safetensors"));
  }

  private static Invocation compare(Path home, Path out, String... more) {
    var args =
        new ArrayList<>(
            List.of("compare", images.toString(), "--backbone=mobilenet_v2", "--input-size=32"));
    args.addAll(List.of("--weights=" + weights, "--epochs=1", "--augment=none", "--out=" + out));
    args.addAll(List.of("--strategies=feature-extract", "--precision=float32", "--folds=off"));
    args.addAll(List.of(more));
    return Invocation.of(environment(home), args.toArray(String[]::new));
  }

  private static Map<String, String> environment(Path home) {
    return Map.of("GRAFT_HOME", home.toString(), "HOME", "/nonexistent");
  }

  private static Invocation cache(Path home, String... more) {
    var args = new ArrayList<>(List.of("cache"));
    args.addAll(List.of(more));
    return Invocation.of(environment(home), args.toArray(String[]::new)).succeeded();
  }

  private static JsonNode run(Path out) throws IOException {
    return new ObjectMapper().readTree(out.resolve("comparison.json").toFile()).path("runs").get(0);
  }

  @Test
  void theSecondCommandFindsWhatTheFirstComputedAndSaysSo() throws IOException {
    Path home = folder.resolve("home");
    assertThat(cache(home).out()).contains("In all 0.0 MB").contains(home.toString());
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    assertThat(compare(home, first).succeeded().out()).doesNotContain("some were cached");
    Invocation again = compare(home, second).succeeded();
    assertThat(again.out().replace("\n", " "))
        .contains("Times of feature-extract: without computing all features");
    assertThat(again.lines()).allMatch(line -> line.length() <= 80 || line.startsWith("Written"));
    assertThat(Files.readString(second.resolve("comparison.md")))
        .contains("were cached by earlier commands", "some were cached");
    assertThat(run(first).path("foundFeatures").asBoolean(true)).isFalse();
    assertThat(run(second).path("foundFeatures").asBoolean(false)).isTrue();
    assertThat(run(second).path("epochs").get(0).path("trainLoss"))
        .isEqualTo(run(first).path("epochs").get(0).path("trainLoss"));
    assertThat(run(second).path("test")).isEqualTo(run(first).path("test"));

    Invocation shown = cache(home);
    assertThat(shown.out()).containsPattern("mobilenet_v2 +pool +float32 +32 +36 +36 +0\\.2 +20");
    assertThat(shown.lines()).allMatch(line -> line.length() <= 80 || line.startsWith("In all"));
    assertThat(cache(home, "--clear", "--backbone=resnet18").out()).contains("Deleted 0.0 MB");
    assertThat(cache(home, "--clear").out()).contains("Deleted 0.2 MB");
    assertThat(home.resolve("features")).isEmptyDirectory();
  }

  @Test
  void nothingIsKeptWhenItIsOff() throws IOException {
    Path home = folder.resolve("off");
    compare(home, folder.resolve("off-out"), "--feature-cache=off").succeeded();
    assertThat(home.resolve("features")).doesNotExist();
    assertThat(run(folder.resolve("off-out")).path("cache").asText()).contains("in memory");
  }

  @Test
  void anotherFolderAndItsLimit() throws IOException {
    Path own = folder.resolve("own");
    compare(folder.resolve("h"), folder.resolve("o"), "--feature-cache=" + own).succeeded();
    assertThat(cache(folder.resolve("h"), "--feature-cache=" + own).out()).contains("mobilenet_v2");
    compare(
            folder.resolve("h"),
            folder.resolve("o2"),
            "--feature-cache=" + folder.resolve("own2"),
            "--feature-cache-limit=1k",
            "--cache-limit=0")
        .succeeded();
    assertThat(run(folder.resolve("o2")).path("cache").asText()).contains("exceed the cache limit");
  }
}
