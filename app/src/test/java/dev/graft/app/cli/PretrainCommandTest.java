package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.torch.files.WeightFile;
import dev.graft.torch.tensors.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code graft pretrain} on a tiny setting, and the demo in a reduced form. */
final class PretrainCommandTest {

  private static final Pattern LOSS = Pattern.compile("step +(\\d+): loss ([0-9.]+),.*");

  @TempDir private Path folder;

  private static Invocation pretrain(Path out, int steps) {
    return Invocation.of(
        "pretrain",
        "--steps=" + steps,
        "--side=32",
        "--batch-size=16",
        "--lr=0.02",
        "--warmup=10",
        "--validation-images=64",
        "--precision=float32",
        "--seed=3",
        "--out",
        out.toString());
  }

  @Test
  void theLossFallsAndTheFileSaysWhatMadeIt() throws IOException {
    Path out = folder.resolve("weights.safetensors");
    Invocation done = pretrain(out, 200).succeeded();
    List<Double> losses =
        done.lines().stream()
            .map(LOSS::matcher)
            .filter(Matcher::matches)
            .map(line -> Double.parseDouble(line.group(2)))
            .toList();
    assertThat(losses).hasSize(10);
    assertThat(losses.get(9)).isLessThan(losses.get(0) - 0.1);
    WeightFile file = WeightFile.read(out);
    assertThat(file.metadata())
        .containsEntry("architecture", "resnet18_slim")
        .containsEntry("seed", "3")
        .containsEntry("steps", "200")
        .containsEntry("drawn_images", "3200");
    assertThat(file.metadata().get("made_by"))
        .startsWith("graft pretrain --steps=200 --side=32")
        .doesNotContain(folder.toString());
    assertThat(file.tensors().get("conv1.weight").type()).isEqualTo(ElementType.F16);
    assertThat(file.tensors()).doesNotContainKey("fc.weight");
    Backbone.read(Architecture.shipped(), out).close();
  }

  @Test
  void theSameCommandWritesTheSameBytes() throws IOException {
    Path one = folder.resolve("one.safetensors");
    Path other = folder.resolve("other.safetensors");
    pretrain(one, 6).succeeded();
    pretrain(other, 6).succeeded();
    assertThat(Files.readAllBytes(other)).isEqualTo(Files.readAllBytes(one));
  }

  @Test
  void itGoesOnFromGivenWeightsAndNamesThemByTheirHash() throws Exception {
    Path forms = folder.resolve("forms.safetensors");
    Path out = folder.resolve("colours.safetensors");
    pretrain(forms, 4).succeeded();
    Invocation done =
        Invocation.of(
                "pretrain",
                "--weights=" + forms,
                "--classes=forms-and-colours",
                "--steps=4",
                "--side=32",
                "--batch-size=16",
                "--warmup=0",
                "--lr=1e-9",
                "--validation-images=16",
                "--precision=float32",
                "--out=" + out)
            .succeeded();
    assertThat(done.out()).contains("from given weights", "of 224 classes");
    WeightFile after = WeightFile.read(out);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(forms));
    assertThat(after.metadata()).containsEntry("started_from", HexFormat.of().formatHex(digest));
    assertThat(after.metadata().get("made_by")).doesNotContain(folder.toString());
    // At such a rate nothing moves: these are the weights it was given.
    assertThat(after.tensors().get("conv1.weight").floats())
        .isEqualTo(WeightFile.read(forms).tensors().get("conv1.weight").floats());
    Invocation.of("pretrain", "--weights=" + folder.resolve("none.pth"), "--precision=float32")
        .failedWith(1, "none.pth");
  }

  @Test
  void whatCannotBeWrittenIsSaidBeforeTheWork() {
    Invocation.of("pretrain", "--out", folder.resolve("none/x.safetensors").toString())
        .failedWith(2, "there is no folder");
    Invocation.of("pretrain", "--resume", "--out", folder.resolve("x.safetensors").toString())
        .failedWith(2, "to resume from");
    Invocation.of("pretrain", "--steps=0").failedWith(2, "1 step or more");
    Invocation.of("pretrain", "--side=4").failedWith(2, "8 to 1024 pixels");
  }

  @Test
  void withoutImagesTheDemoIsCompared() throws IOException {
    Path out = folder.resolve("demo");
    Invocation done =
        Invocation.of(
                "compare",
                "--train-limit=80",
                "--test-limit=40",
                "--epochs=1",
                "--offline",
                "--out=" + out)
            .succeeded();
    assertThat(done.lines().get(0)).startsWith("The demo: images that Graft draws");
    assertThat(done.out())
        .contains("resnet18_slim", "comes with Graft", "licence Apache-2.0")
        .contains("from-scratch", "partial:layer4");
    assertThat(out.resolve("comparison.md")).isNotEmptyFile();
  }

  @Test
  void withoutTheLessonsImagesItIsHeldOnTheDemo() {
    Invocation done =
        Invocation.of(
                "lesson",
                "--train-limit=60",
                "--test-limit=30",
                "--offline",
                "--out=" + folder.resolve("lesson"))
            .succeeded();
    assertThat(done.lines().get(0)).startsWith("CIFAR-10 is not on this machine");
    assertThat(done.out()).contains("resnet18_slim");
  }

  @Test
  void demoDataWritesFolders() {
    Path demo = folder.resolve("files");
    assertThat(Invocation.of("demo-data", demo.toString()).succeeded().out())
        .contains("2,500 images of 10 classes");
    assertThat(demo.resolve("train/mug/000.png")).isNotEmptyFile();
    Invocation.of("demo-data", demo.toString()).failedWith(1, "is there already");
  }
}
