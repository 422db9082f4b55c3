package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.Needs;
import dev.graft.backbone.Architecture;
import dev.graft.torch.Precision;
import dev.graft.train.record.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A training that is stopped and goes on ends as one that was not stopped, to the bit. */
@Tag("precision")
class CheckpointTest {

  @TempDir private Path folder;

  @AfterEach
  void noInterruptIsLeft() {
    assertThat(Thread.interrupted()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18, fine-tune, adam, FLOAT32, 2", // within the first epoch
    "resnet18_slim, fine-tune, sgd, FLOAT32, 3", // after it
    "resnet18_slim, fine-tune, adamw, FLOAT32, 4",
    "resnet18_slim, fine-tune, adamw, BFLOAT16, 4",
    "resnet18_slim, naive-feature-extract, adam, FLOAT32, 3",
    "resnet18_slim, naive-feature-extract, adam, FLOAT32, 2",
    "resnet18_slim, naive-feature-extract, adam, BFLOAT16, 2",
    "resnet18_slim, from-scratch, sgd, FLOAT32, 5",
    "resnet18, feature-extract, adam, FLOAT32, 1",
    "resnet18, feature-extract, adam, FLOAT32, 5",
    "resnet18_slim, feature-extract, sgd, FLOAT32, 4",
    "resnet18_slim, feature-extract, sgd, BFLOAT16, 4",
    "resnet18, partial:layer4, adam, FLOAT32, 2",
    "resnet18_slim, partial:layer4, sgd, FLOAT32, 4",
    "resnet18_slim, partial:layer4, adamw, FLOAT32, 4",
    "resnet18_slim, partial:layer4, adamw, BFLOAT16, 4",
    "mobilenet_v2, feature-extract, adam, FLOAT32, 4",
    "mobilenet_v2, fine-tune, adam, FLOAT32, 4" // a head with dropout
  })
  void stoppedAndResumedGivesTheSameBits(
      Architecture architecture,
      String strategy,
      String optimizer,
      Precision precision,
      int stopAfter)
      throws IOException {
    Needs.precision(precision);
    var training = new TwoEpochs(folder, architecture, strategy, optimizer, precision);
    TwoEpochs.End whole = training.run(Optional.empty(), event -> {});
    Checkpoints kept = kept(Duration.ofHours(1));
    stop(training, kept, stopAfter);
    assertThat(kept.file()).isNotEmptyFile();
    int[] rest = new int[1];
    TwoEpochs.End resumed =
        training.run(Optional.of(kept), event -> rest[0] += isStep(event) ? 1 : 0);
    assertThat(resumed).isEqualTo(whole);
    assertThat(rest[0]).as("steps done again").isEqualTo(TwoEpochs.STEPS - stopAfter);
    TwoEpochs.End again = training.run(Optional.of(kept), event -> {});
    assertThat(again).as("one that had ended").isEqualTo(whole);
  }

  @Test
  void aFittedHeadIsNotFittedAgain() throws IOException {
    var training =
        new TwoEpochs(folder, Architecture.shipped(), "lp-ft", "adam", Precision.FLOAT32);
    TwoEpochs.End whole = training.run(Optional.empty(), event -> {});
    Checkpoints kept = kept(Duration.ofHours(1));
    int fitting = TwoEpochs.STEPS / 2; // batches whose features are gathered
    stop(training, kept, fitting + 2);
    int[] rest = new int[1];
    TwoEpochs.End resumed =
        training.run(Optional.of(kept), event -> rest[0] += isStep(event) ? 1 : 0);
    assertThat(resumed).isEqualTo(whole);
    assertThat(rest[0]).as("steps done again").isEqualTo(TwoEpochs.STEPS - 2);
  }

  @Test
  void stoppedAfterEachStepItStillGivesTheSameBits() throws IOException {
    TwoEpochs training = frozen("sgd");
    TwoEpochs.End whole = training.run(Optional.empty(), event -> {});
    Checkpoints kept = kept(Duration.ofHours(1));
    for (int step = 1; step < TwoEpochs.STEPS; step++) {
      stop(training, kept, 1);
    }
    assertThat(training.run(Optional.of(kept), event -> {})).isEqualTo(whole);
  }

  @Test
  void whatIsDueIsWrittenBetweenSteps() throws IOException {
    Checkpoints kept = kept(Duration.ZERO);
    int[] seen = new int[1];
    frozen("adam")
        .run(
            Optional.of(kept),
            event -> seen[0] += isStep(event) && Files.exists(kept.file()) ? 1 : 0);
    assertThat(seen[0]).isEqualTo(TwoEpochs.STEPS - 1);
  }

  @Test
  void anotherTrainingsCheckpointIsRefused() {
    Checkpoints kept = kept(Duration.ofHours(1));
    stop(frozen("adam"), kept, 1);
    assertThatThrownBy(() -> frozen("sgd").run(Optional.of(kept), event -> {}))
        .hasMessageContaining("checkpoint of another training")
        .hasMessageContaining("delete it");
  }

  /** As of a processor that computes in it: what was written there is read here. */
  @Test
  void anotherPrecisionIsGoneOnFromOnlyWhereThatIsAskedFor() throws IOException {
    var there = new RunIdentity("this run", Precision.BFLOAT16, 2);
    var here = new RunIdentity("this run", Precision.FLOAT32, 2);
    Checkpoints kept = kept(Duration.ofHours(1));
    assertThat(kept.begunIn()).isEmpty();
    var position = new Checkpoint.Position(0, 3, 1.5, 24, 2);
    new Checkpoint(position, 2, List.of(), Map.of(), Map.of(), Map.of(), Precision.BFLOAT16, 0, 0)
        .write(kept.file(), there);
    assertThat(kept.begunIn()).contains(Precision.BFLOAT16);
    assertThatThrownBy(() -> Checkpoint.read(kept.file(), here, kept.before()))
        .hasMessageContaining("made by this run, BFLOAT16 with 2 threads")
        .hasMessageContaining("this is this run, FLOAT32 with 2 threads");
    Checkpoints knowingly = kept.goingOnFrom(Precision.BFLOAT16);
    Checkpoint found = Checkpoint.read(kept.file(), here, knowingly.before());
    assertThat(found.position()).isEqualTo(position);
    var other = new RunIdentity("another run", Precision.FLOAT32, 2);
    assertThatThrownBy(() -> Checkpoint.read(kept.file(), other, knowingly.before()))
        .hasMessageContaining("checkpoint of another training");
    found.write(kept.file(), here);
    assertThat(kept.begunIn()).as("still").contains(Precision.BFLOAT16);
    assertThat(Checkpoint.read(kept.file(), here, knowingly.before()).position())
        .isEqualTo(position);
  }

  @Test
  void whatWasBegunInBfloat16EndsInFloat32() throws IOException {
    Needs.bfloat16();
    Checkpoints kept = kept(Duration.ofHours(1));
    var there =
        new TwoEpochs(folder, Architecture.shipped(), "fine-tune", "adam", Precision.BFLOAT16);
    stop(there, kept, 2);
    int[] rest = new int[1];
    var here =
        new TwoEpochs(folder, Architecture.shipped(), "fine-tune", "adam", Precision.FLOAT32);
    here.run(
        Optional.of(kept.goingOnFrom(Precision.BFLOAT16)),
        event -> rest[0] += isStep(event) ? 1 : 0);
    assertThat(rest[0]).as("steps that were left").isEqualTo(TwoEpochs.STEPS - 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"half", "empty", "weight", "position", "epochs", "undigested", "longer"})
  void aDamagedOneIsRefusedByName(String damage) throws IOException {
    Checkpoints kept = kept(Duration.ofHours(1));
    stop(frozen("adam"), kept, 4);
    byte[] bytes = Files.readAllBytes(kept.file());
    Files.write(kept.file(), damaged(bytes, damage));
    assertThatThrownBy(() -> frozen("adam").run(Optional.of(kept), event -> {}))
        .hasMessageContaining(kept.file().toString());
    Files.write(kept.file(), bytes);
    assertThat(frozen("adam").run(Optional.of(kept), event -> {}).epochs()).hasSize(2);
  }

  private static byte[] damaged(byte[] bytes, String damage) {
    byte[] other = bytes.clone();
    switch (damage) {
      case "half" -> other = Arrays.copyOf(bytes, bytes.length / 2);
      case "empty" -> other = new byte[0];
      case "longer" -> other = Arrays.copyOf(bytes, bytes.length + 8);
      case "weight" -> other[bytes.length - 5] ^= 1;
      case "undigested" -> other[indexOf(bytes, "\"sha256\"") + 1]++;
      default -> other[indexOf(bytes, "\"%s\":\"".formatted(damage)) + damage.length() + 4] ^= 1;
    }
    return other;
  }

  private static int indexOf(byte[] bytes, String text) {
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    assertThat(at).isPositive();
    return at;
  }

  @Test
  void whatAKillLeftWhileWritingIsSwept() throws IOException {
    Checkpoints kept = kept(Duration.ofHours(1));
    Path part = Files.writeString(folder.resolve("state.safetensors.0815.part"), "half a");
    Path other = Files.writeString(folder.resolve("another.safetensors.0815.part"), "not ours");
    frozen("adam").run(Optional.of(kept), event -> {});
    assertThat(part).doesNotExist();
    assertThat(other).exists();
  }

  @Test
  void aRunThatWasOverHadNoUseForItsFrozenStages() throws IOException {
    Checkpoints kept = kept(Duration.ZERO);
    var training = frozen("adam");
    String first = training.run(Optional.of(kept), event -> {}).cache();
    assertThat(first).contains("computed once per view");
    assertThat(training.run(Optional.of(kept), event -> {}).cache())
        .isEqualTo("frozen stages not run: every epoch was over");
  }

  @Test
  void stoppedInTheLookAfterAnEpochItGoesOnThere() throws IOException {
    var training =
        new TwoEpochs(folder, Architecture.shipped(), "fine-tune", "adam", Precision.FLOAT32);
    TwoEpochs.End whole = training.run(Optional.empty(), event -> {});
    Checkpoints kept = kept(Duration.ofHours(1));
    assertThatThrownBy(
            () ->
                training.run(
                    Optional.of(kept),
                    event -> {
                      if (event instanceof Event.Progress progress
                          && progress.work() == Event.Work.VALIDATION) {
                        Thread.currentThread().interrupt();
                      }
                    }))
        .isInstanceOf(CancellationException.class);
    Thread.interrupted();
    assertThat(training.run(Optional.of(kept), event -> {})).isEqualTo(whole);
  }

  @Test
  void whatCannotBeWrittenSaysWhetherThereIsAnEarlierOne() throws IOException {
    var kept = new Checkpoints(folder.resolve("gone").resolve("state.safetensors"), Duration.ZERO);
    assertThatThrownBy(() -> frozen("adam").run(Optional.of(kept), event -> {}))
        .hasMessageContaining("cannot be written")
        .hasMessageContaining("resume with --resume, which starts this run again");
  }

  private Checkpoints kept(Duration every) {
    return new Checkpoints(folder.resolve("state.safetensors"), every);
  }

  private TwoEpochs frozen(String optimizer) {
    return new TwoEpochs(
        folder, Architecture.shipped(), "feature-extract", optimizer, Precision.FLOAT32);
  }

  private static void stop(TwoEpochs training, Checkpoints kept, int afterSteps) {
    int[] steps = new int[1];
    assertThatThrownBy(
            () ->
                training.run(
                    Optional.of(kept),
                    event -> {
                      if (isStep(event) && ++steps[0] == afterSteps) {
                        Thread.currentThread().interrupt();
                      }
                    }))
        .isInstanceOf(CancellationException.class);
    Thread.interrupted();
  }

  private static boolean isStep(Event event) {
    return event instanceof Event.Progress progress && progress.work() == Event.Work.TRAINING;
  }
}
