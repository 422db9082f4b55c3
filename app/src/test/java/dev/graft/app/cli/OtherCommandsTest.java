package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.app.report.json.ComparisonJson;
import dev.graft.train.Classifier;
import dev.graft.train.record.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands beside {@code compare}, each once through. */
final class OtherCommandsTest {

  @TempDir static Path folder;
  private static Path images;
  private static Path weights;

  @BeforeAll
  static void make() throws IOException {
    images = Material.images(folder.resolve("shapes"), 12);
    weights = Material.weights(folder.resolve("mobilenet.safetensors"));
  }

  @Test
  void trainKeepsAModelThatCanBeLoaded() throws IOException {
    Path out = folder.resolve("trained");
    Invocation done =
        Invocation.of(
                "train",
                images.toString(),
                "--strategy=partial:features.18",
                "--backbone=mobilenet_v2",
                "--weights=" + weights,
                "--input-size=32",
                "--epochs=1",
                "--out=" + out)
            .succeeded();
    assertThat(done.lines()).allMatch(line -> line.length() <= 80 || line.startsWith("Written"));
    try (Classifier classifier = Classifier.load(out.resolve("model"))) {
      assertThat(classifier.classNames()).isEqualTo(Material.CLASSES);
      assertThat(classifier.preprocessing().inputSize()).isEqualTo(32);
    }
    assertThat(out.resolve("run.md")).isNotEmptyFile();
    var json = new ObjectMapper().readTree(out.resolve("run.json").toFile());
    assertThat(json.path("runs").path(0).path("test").path("total").asInt()).isPositive();
  }

  @Test
  void trainFitsAHeadWhereNobodySaysMore() throws IOException {
    Path out = folder.resolve("fitted");
    Invocation.of(
            "train",
            images.toString(),
            "--backbone=mobilenet_v2",
            "--weights=" + weights,
            "--input-size=32",
            "--out=" + out)
        .succeeded();
    var json = new ObjectMapper().readTree(out.resolve("run.json").toFile());
    assertThat(json.path("runs").path(0).path("strategy").asText()).isEqualTo("probe");
  }

  @Test
  void trainReplacesNoFolderOfOtherThings() throws IOException {
    Path out = folder.resolve("taken");
    Path mine = Files.createDirectories(out.resolve("model")).resolve("notes.txt");
    Files.writeString(mine, "mine");
    Invocation.of("train", images.toString(), "--weights=" + weights, "--out=" + out)
        .failedWith(1, "model", "in the way", "--out");
    assertThat(mine).hasContent("mine");
    assertThat(out.resolve("run.json")).doesNotExist();
  }

  @Test
  void lessonGoesThroughItsStepsInOrder() throws IOException {
    Path out = folder.resolve("lesson");
    Invocation done =
        Invocation.of(
                "lesson",
                "--data=" + images,
                "--backbone=mobilenet_v2",
                "--weights=" + weights,
                "--precision=float32", // measured twice they might differ
                "--threads=1",
                "--input-size=32",
                "--out=" + out)
            .succeeded();
    assertThat(done.out())
        .containsSubsequence(
            "A. Freeze the backbone",
            "model.classifier[1] = nn.Linear(1280, 3)",
            "B. Fine-tune everything",
            "C. Train for 3 epochs",
            "D. Evaluate",
            "./graft compare",
            "1. One epoch each way",
            "feature-extract: 3,843 of 2,227,715 parameters learn",
            "fine-tune@1e-3: 2,227,715 of 2,227,715 parameters learn",
            "2. Feature extraction, 3 epochs",
            "3. Fine-tuning with learning rate 1e-4",
            "4. The table",
            "validated on the test images",
            "5. What the numbers say",
            "6. Why does feature extraction update fewer parameters?",
            "1,280",
            "7. When would full fine-tuning clearly win?",
            "docs/guide/transfer-learning.md");
    assertThat(done.out()).containsPattern("(Faster|No clear difference in time): ");
    assertThat(done.lines()).allMatch(line -> line.length() <= 80 || line.startsWith("Written"));
    var json = new ObjectMapper().readTree(out.resolve("lesson.json").toFile());
    assertThat(json.path("settings").path("batchSize").asInt()).isEqualTo(32);
    assertThat(json.path("settings").path("schedule").path("shape").asText()).isEqualTo("constant");
    assertThat(json.path("settings").path("schedule").path("warmupSteps").asInt()).isZero();
    theCommandThatItNamesMakesTheSameRuns(done.out(), out.resolve("lesson.json"));
  }

  private void theCommandThatItNamesMakesTheSameRuns(String said, Path lesson) throws IOException {
    String command = said.substring(said.indexOf("    ./graft compare"));
    String[] words =
        command
            .substring(0, command.indexOf("\n\n"))
            .replace("\\\n", "")
            .replace("./graft", "")
            .strip()
            .split("\\s+");
    Path out = folder.resolve("lesson-compared");
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.addAll(List.of("--no-model", "--out", out.toString()));
    Invocation.of(arguments.toArray(String[]::new)).succeeded();
    assertThat(accuracies(out.resolve("comparison.json"))).hasSize(3).isEqualTo(accuracies(lesson));
  }

  /** Of each run after each epoch, and what was tested. */
  private static List<String> accuracies(Path file) throws IOException {
    var found = new ArrayList<String>();
    for (RunRecord run : ComparisonJson.parse(Files.readString(file)).runs()) {
      found.add(
          "%s %s %s %s %s"
              .formatted(
                  run.label(),
                  run.watchedSplit(),
                  run.strategy(),
                  run.epochs().stream().map(e -> e.trainLoss()).toList(),
                  run.test().orElseThrow().predictions()));
    }
    return found;
  }

  @Test
  void lessonWithoutItsImagesSaysWhatToBring() {
    Invocation.of("lesson", "--data=cifar10:", "--offline", "--out=" + folder.resolve("none"))
        .failedWith(1, "cifar-10-python.tar.gz", "offline");
  }

  @Test
  void modelsAreListed() {
    Invocation done = Invocation.of("models").succeeded();
    assertThat(done.out())
        .contains("ResNet\n", "CLIP and SigLIP\n")
        .containsPattern("resnet18 +11\\.7 M +1\\.81 +224 +BSD-3-Clause +no\n")
        .containsPattern("vit_small_patch14_dinov2 +22\\.4 M +46\\.7 +518 +Apache-2.0 +no\n")
        .containsPattern("vit_small_patch16_dinov3 .*(?i)dinov3");
    assertThat(done.lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void modelsOfAFamilyOrALikeNameAreListed() {
    assertThat(Invocation.of("models", "swin").succeeded().out())
        .contains("swin_tiny_patch4_window7_224")
        .doesNotContain("resnet18");
    assertThat(Invocation.of("models", "siglip").succeeded().out())
        .contains("vit_base_patch16_siglip_224")
        .doesNotContain("swin_tiny");
  }

  @Test
  void modelsThatAreHereAreSaidToBe() throws IOException {
    Path home = folder.resolve("home");
    Path file = home.resolve("weights").resolve("resnet18-f37072fd.pth");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "listing opens no file");
    Invocation done = Invocation.of(Map.of("GRAFT_HOME", home.toString()), "models").succeeded();
    assertThat(done.out()).containsPattern("resnet18 .*BSD-3-Clause +yes\n");
    assertThat(Invocation.of(Map.of("GRAFT_HOME", home.toString()), "models", "resnet18").out())
        .contains("here: " + file)
        .containsPattern("layer4 +512 +32 +8,393,728 +0\\.411\n");
  }

  @Test
  void unknownModelListsTheKnownOnes() {
    Invocation.of("models", "resnet-18").failedWith(2, "\"resnet-18\"", "resnet18");
  }

  @Test
  void inspectNamesWhatIsWrong() throws IOException {
    Path data = Material.images(folder.resolve("odd"), 10);
    Files.write(data.resolve("stripe").resolve("bad.png"), new byte[] {1, 2, 3});
    Files.copy(data.resolve("circle/00.png"), data.resolve("square/copy.png"));
    Invocation done = Invocation.of("inspect", data.toString()).succeeded();
    assertThat(done.out())
        .contains("odd: 3 classes, 32 images")
        .contains("1 of 32 images cannot be read")
        .contains("stripe/bad.png: ")
        .contains("1 images are there more than once")
        .contains("square/copy.png")
        .contains("several classes")
        .contains("--backbone NAME would look for near-duplicates")
        .contains("all classes have fewer than 20 training images");
    assertThat(done.lines()).allMatch(line -> line.length() <= 80);
  }
}
