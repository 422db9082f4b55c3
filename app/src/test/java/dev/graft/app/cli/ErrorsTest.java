package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.app.cli.results.RunFolder;
import dev.graft.app.cli.values.Failure;
import dev.graft.app.cli.values.OutputException;
import dev.graft.torch.files.Safetensors;
import dev.graft.torch.tensors.StoredTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that can go wrong by whoever uses the program: one line each, and its exit code. */
final class ErrorsTest {

  @TempDir static Path shared;
  private static Path weights;
  @TempDir Path folder;

  @BeforeAll
  static void make() throws IOException {
    weights = Material.weights(shared.resolve("mobilenet.safetensors"));
  }

  private Path images() throws IOException {
    return Material.images(folder.resolve("shapes"), 8);
  }

  private Invocation compare(Path data, String... more) {
    var args = new ArrayList<>(List.of("compare", data.toString(), "--backbone=mobilenet_v2"));
    args.addAll(List.of("--weights=" + weights, "--input-size=32", "--epochs=1"));
    args.addAll(List.of("--strategies=feature-extract", "--out=" + folder.resolve("out")));
    args.add("--folds=off");
    for (String option : more) {
      String name = option.split("=", -1)[0];
      args.removeIf(given -> given.startsWith(name + "="));
      args.add(option);
    }
    return Invocation.of(args.toArray(String[]::new));
  }

  @Test
  void noSuchFolder() {
    compare(folder.resolve("absent")).failedWith(1, "absent", "no such file or folder");
  }

  @Test
  void noClassFolder() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    compare(empty).failedWith(1, "empty");
  }

  @Test
  void oneClassOnly() throws IOException {
    Path data = images();
    delete(data.resolve("square"));
    delete(data.resolve("stripe"));
    compare(data).failedWith(1, "one class only", "circle");
  }

  @Test
  void classWithoutImage() throws IOException {
    Path data = images();
    delete(data.resolve("square"));
    Files.createDirectories(data.resolve("square"));
    Files.writeString(data.resolve("square").resolve("notes.txt"), "no image");
    compare(data).failedWith(1, "square");
  }

  @Test
  void emptySplit() throws IOException {
    Path data = folder.resolve("split");
    Material.images(data.resolve("train"), 4);
    for (String name : Material.CLASSES) {
      Files.createDirectories(data.resolve("test").resolve(name));
    }
    compare(data).failedWith(1, "test");
  }

  @Test
  void unreadableImageStopsTheRun() throws IOException {
    Path data = images();
    Files.write(data.resolve("square").resolve("03.png"), new byte[] {1, 2, 3});
    compare(data).failedWith(1, "square/03.png", "--skip-unreadable");
    assertThat(folder.resolve("out").resolve("comparison.json")).doesNotExist();
  }

  @Test
  void severalUnreadableImagesAreListedByName() throws IOException {
    Path data = images();
    Files.write(data.resolve("square").resolve("05.png"), new byte[] {1, 2, 3});
    Files.write(data.resolve("circle").resolve("03.png"), new byte[] {1, 2, 3});
    Invocation done = compare(data);
    assertThat(done.code()).isEqualTo(1);
    assertThat(done.err().lines().filter(line -> line.startsWith("  ")))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("  circle/03.png: "),
            line -> assertThat(line).startsWith("  square/05.png: "));
    assertThat(done.err()).contains("2 of 24 images cannot be read; repair or remove them");
  }

  @Test
  void unreadableImageIsSkippedAndCounted() throws IOException {
    Path data = images();
    Files.write(data.resolve("square").resolve("03.png"), new byte[] {1, 2, 3});
    compare(data, "--skip-unreadable").succeeded();
    var json =
        new ObjectMapper().readTree(folder.resolve("out").resolve("comparison.json").toFile());
    assertThat(json.path("data").path("skipped").asInt()).isEqualTo(1);
    assertThat(json.path("notes").toString())
        .contains("1 unreadable image was left out; left are ");
  }

  @Test
  void weightsThatDoNotFit() throws IOException {
    compare(images(), "--backbone=resnet18")
        .failedWith(1, weights.toString(), "not weights of resnet18", "missing");
  }

  @Test
  void misshapenWeights() throws IOException {
    Path file = folder.resolve("wrong.safetensors");
    Safetensors.write(
        file,
        List.of(
            StoredTensor.ofFloats("features.0.0.weight", new long[] {1, 1, 1, 1}, new float[1])),
        Map.of());
    compare(images(), "--weights=" + file).failedWith(1, "misshapen", "features.0.0.weight");
  }

  @Test
  void damagedWeights() throws IOException {
    Path file = folder.resolve("cut.safetensors");
    byte[] whole = Files.readAllBytes(weights);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
    compare(images(), "--weights=" + file).failedWith(1, "cut.safetensors");
  }

  @Test
  void noSuchWeights() throws IOException {
    compare(images(), "--weights=absent.pth").failedWith(2, "absent.pth", "no such file");
  }

  @Test
  void weightsThatAreNotHereWhenOffline() throws IOException {
    Invocation.of("compare", images().toString(), "--offline", "--out=" + folder.resolve("out"))
        .failedWith(1, "resnet18-f37072fd.pth", "offline", "--weights FILE");
  }

  @Test
  void unknownBackbone() throws IOException {
    compare(images(), "--backbone=resnet-18")
        .failedWith(2, "resnet-18", "the nearest of", "resnet18", "own-backbone.md");
  }

  @Test
  void nearbyWordsAreNamed() throws IOException {
    Path data = images();
    compare(data, "--backbone=resnet81").failedWith(2, "did you mean resnet18?");
    compare(data, "--strategies=fine-tun@1e-4").failedWith(2, "did you mean fine-tune?");
    compare(data, "--strategies=partial:feature.3")
        .failedWith(2, "did you mean partial:features.3?");
    compare(data, "--epoch=3").failedWith(2, "'--epoch=3'; did you mean --epochs? (see");
    Invocation.of("compar").failedWith(2, "did you mean compare?");
    Invocation.of("models", "mobilnet_v2").failedWith(2, "did you mean mobilenet_v2?");
    Invocation frobnicate = Invocation.of("frobnicate");
    assertThat(frobnicate.err()).doesNotContain("did you mean");
    Invocation slow = compare(data, "--strategies=fine-tune@slow");
    assertThat(slow.err()).as("the rate is wrong, not the name").doesNotContain("did you mean");
  }

  @Test
  void aFolderOfWeightsIsNotCalledMissing() throws IOException {
    compare(images(), "--weights=" + folder)
        .failedWith(2, "a folder without weights", "model.safetensors");
  }

  @Test
  void aLibraryOfBackbonesThatCannotBeUsedIsSaid() {
    Failure failure = Failure.of(new ServiceConfigurationError("com.example.Lost: not found"));
    assertThat(failure).isEqualTo(new Failure(1, "com.example.Lost: not found"));
  }

  @Test
  void anUnknownBackboneHasNoCache() {
    Invocation.of("cache", "--clear", "--backbone=nosuch").failedWith(2, "unknown backbone");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "51", "-3", "10,0", "x"})
  void sizesAreCheckedBeforeAnythingIsLooked(String sizes) {
    Invocation.of("curve", folder.resolve("absent").toString(), "--sizes=" + sizes)
        .failedWith(2, "--sizes must be");
  }

  @Test
  void unknownStage() throws IOException {
    compare(images(), "--strategies=partial:layer4")
        .failedWith(2, "layer4", "features.0", "features.18", "pool");
  }

  @Test
  void unknownStrategy() throws IOException {
    compare(images(), "--strategies=freeze").failedWith(2, "freeze", "feature-extract", "partial");
  }

  @Test
  void strategyNamedTwice() throws IOException {
    compare(images(), "--strategies=fine-tune,fine-tune").failedWith(2, "named once");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--seeds=0",
        "--strategies=fine-tune,fine-tune",
        "--validate-on=train",
        "--threads=0"
      })
  void wrongUsageIsFoundBeforeImagesAreOpened(String option) {
    compare(folder.resolve("absent"), option).failedWith(2, "graft: ");
  }

  @Test
  void whatCountsAsEqualIsSaidInPoints() {
    compare(folder.resolve("absent"), "--equal-within=150")
        .failedWith(2, "--equal-within must be 0 to under 100 points, got 150");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--validate-on=validation", "--validation-fraction=0.1", "--seed=1"})
  void theLessonRefusesWhatItCannotFollow(String option) {
    Invocation.of("lesson", "--offline", option).failedWith(2, option.split("=", -1)[0]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--skip-unreadable", "--threads=2", "--input-size=32", "--feature-cache=off"})
  void inspectRefusesWhatItCannotFollow(String option) throws IOException {
    Invocation.of("inspect", images().toString(), option).failedWith(2, option.split("=", -1)[0]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--epochs=0",
        "--epochs=three",
        "--lr=0",
        "--lr=fast",
        "--batch-size=0",
        "--label-smoothing=1",
        "--augment=blur",
        "--schedule=linear",
        "--optimizer=lbfgs",
        "--nesterov",
        "--test-fraction=2",
        "--train-limit=0",
        "--validate-on=train",
        "--fit=stretch",
        "--input-size=0",
        "--threads=0",
        "--threads=1000000",
        "--lr=nan",
        "--cache-limit=1X",
        "--cache-limit=99999999T",
        "--loader-threads=100000",
        "--loader-threads=0",
        "--cache-limit=lots",
        "--decode=half",
        "--cross-duplicates=delete",
        "--seeds=0",
        "--strategies=fine-tune@slow",
        "--no-such-option"
      })
  void wrongUsage(String option) throws IOException {
    Invocation done = compare(images(), option);
    done.failedWith(2, option.substring(option.indexOf('=') + 1).replaceAll(".*@", ""));
    assertThat(folder.resolve("out").resolve("comparison.json")).doesNotExist();
  }

  @Test
  void unknownCommand() {
    Invocation.of("frobnicate").failedWith(2, "frobnicate");
  }

  @Test
  void verboseShowsWhere() throws IOException {
    Invocation done = compare(folder.resolve("absent"), "--verbose");
    assertThat(done.code()).isEqualTo(1);
    assertThat(done.err()).contains("DataException").contains("at dev.graft.data");
  }

  @Test
  void aFileInTheWayOfTheOutputFolder() throws IOException {
    Path data = images();
    Files.writeString(folder.resolve("out"), "here already");
    Invocation done = compare(data);
    done.failedWith(1, "cannot write", folder.resolve("out").toString(), "--out");
    assertThat(done.out()).as("nothing was trained").isEmpty();
  }

  @Test
  void readOnlyOutputFolder() throws IOException {
    assumeFalse(System.getProperty("user.name").equals("root"), "root may write anywhere");
    Path data = images();
    Path out = Files.createDirectories(folder.resolve("out"));
    Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("r-xr-xr-x"));
    compare(data).failedWith(1, "cannot write", out.toString(), "permission denied");
  }

  @Test
  void readOnlyFileSystem() throws Exception {
    Path data = images();
    Path out = Files.createDirectories(folder.resolve("out"));
    try (var mounted = TinyDisk.mount(out, "size=1m,ro")) {
      assertThat(mounted.path()).isEqualTo(out);
      compare(data).failedWith(1, "cannot write", out.toString(), "Read-only file system");
    }
  }

  @Test
  void fullDisk() throws Exception {
    Path data = images();
    Path out = Files.createDirectories(folder.resolve("out"));
    try (var mounted = TinyDisk.mount(out, "size=32k")) {
      assertThat(mounted.path()).isEqualTo(out);
      Invocation done = compare(data);
      done.failedWith(1, "cannot write", out.toString(), "No space left on device");
      assertThat(done.out()).as("nothing was trained").isEmpty();
    }
  }

  @Test
  void aDiskThatFillsLaterLeavesTheOlderFileWhole() throws Exception {
    Path out = Files.createDirectories(folder.resolve("out"));
    try (var mounted = TinyDisk.mount(out, "size=128k")) {
      var results = new RunFolder(mounted.path());
      results.check();
      results.write("comparison.json", "{}");
      assertThatThrownBy(() -> results.write("comparison.json", "x".repeat(1 << 18)))
          .isInstanceOf(OutputException.class)
          .hasMessageContaining("comparison.json")
          .hasMessageContaining("No space left on device");
      assertThat(Files.readString(out.resolve("comparison.json"))).isEqualTo("{}");
      try (var files = Files.list(out)) {
        assertThat(files).as("no half-written file stays").hasSize(1);
      }
    }
  }

  @Test
  void resultsThatCannotBeKeptAreStillSeen() throws Exception {
    // Found out only when the first run is done: comparison.json is a folder.
    Path data = images();
    Files.createDirectories(folder.resolve("out/comparison.json/inside"));
    Invocation done = compare(data);
    done.failedWith(1, "cannot write", "comparison.json");
    assertThat(done.out()).containsPattern("feature-extract +3,843");
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
