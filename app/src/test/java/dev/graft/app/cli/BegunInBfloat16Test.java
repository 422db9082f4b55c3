package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.app.cli.values.Failure;
import dev.graft.torch.Precision;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.files.Safetensors;
import dev.graft.torch.files.WeightFile;
import dev.graft.train.Checkpoints;
import dev.graft.train.cache.Resources;
import dev.graft.train.pretraining.Pretraining;
import dev.graft.train.record.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands begun in bfloat16, on a processor that has no instructions for it. */
@Tag("precision")
final class BegunInBfloat16Test {

  private static final String LACKS =
      "this processor has no instructions for bfloat16 (graft.processor is baseline)";

  @TempDir static Path folder;
  private static Path images;

  @BeforeAll
  static void draw() throws IOException {
    images = Material.images(folder.resolve("shapes"), 8);
  }

  private static void replace(Path file, String then, String now) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(then);
    Files.writeString(file, text.replace(then, now));
  }

  /** As of a machine that has the instructions: what it chose stands in the state. */
  @Test
  void whatWasBegunInItGoesOnOnlyKnowingly() throws Exception {
    Path out = folder.resolve("begun");
    Path command = stop(out, "--precision=float32");
    replace(command, "\"precision\" : \"float32\"", "\"precision\" : \"bfloat16\"");
    replace(command, "--precision=float32", "--precision=auto");
    try (var processor = Processor.baseline()) {
      for (String[] resume : List.of(resume(out), resume(out, "--precision=bfloat16"))) {
        Invocation.of(resume)
            .failedWith(
                Failure.USAGE,
                "graft: --resume: " + out + " was begun in bfloat16, but " + LACKS,
                "cannot end with the same numbers here",
                "go on where it was begun, or knowingly in float32 with --precision float32");
      }
      checkGoesOn(out);
    }
  }

  @Test
  void whatWasReallyBegunInItGoesOnFromItsCheckpoint() throws Exception {
    Needs.bfloat16();
    Path out = folder.resolve("really");
    Path command = stop(out, "--precision=bfloat16", "--strategy=fine-tune");
    assertThat(Stopped.names(command.getParent())).hasSize(2);
    Invocation.of(resume(out, "--precision=float32"))
        .failedWith(Failure.USAGE, "--precision float32 is not what", "leave it out");
    try (var processor = Processor.baseline()) {
      checkGoesOn(out);
    }
  }

  /** Stops it once more on the way: then float32 is what it goes on in, unasked or asked. */
  private static void checkGoesOn(Path out) throws Exception {
    Path state = out.resolve("checkpoint");
    Files.writeString(state.resolve("seen"), "");
    Invocation stopped = Stopped.when(state.resolve("seen"), resume(out, "--precision=float32"));
    assertThat(stopped.code()).isEqualTo(Failure.INTERRUPTED);
    Files.delete(state.resolve("seen"));
    Invocation.of(resume(out, "--precision=float32", "--epochs=9"))
        .failedWith(Failure.USAGE, "--epochs 9 is not what");
    Invocation done = Invocation.of(resume(out, "--precision=float32"));
    assertThat(done.code()).isZero();
    assertThat(done.err()).contains("graft: warning: begun in bfloat16, going on in float32");
    JsonNode record = json(out.resolve("run.json"));
    assertThat(record.at("/settings/precision").asText()).isEqualTo("float32");
    String note = "begun in bfloat16, and gone on with in float32";
    assertThat(record.path("notes").toString()).contains(note);
    assertThat(done.out().replaceAll("\\s+", " ")).contains("Note: " + note);
    assertThat(out.resolve("run.md")).content().contains(note);
    assertThat(out.resolve("model/MODEL_CARD.md")).content().contains(note);
  }

  /** The file that says what was begun and stopped. */
  private static Path stop(Path out, String... more) throws InterruptedException {
    var line = new ArrayList<>(List.of("train", images.toString(), "--backbone=resnet18_slim"));
    line.addAll(List.of("--input-size=32", "--batch-size=8", "--feature-cache=off"));
    line.addAll(List.of("--epochs=8", "--checkpoint-minutes=0", "--out=" + out));
    line.addAll(List.of(more));
    Path state = out.resolve("checkpoint");
    Stopped.when(state.resolve("command.json"), line.toArray(String[]::new))
        .failedWith(Failure.INTERRUPTED, "resume with: ./graft train --resume " + out);
    return state.resolve("command.json");
  }

  private static String[] resume(Path out, String... more) {
    var line = new ArrayList<>(List.of("train", "--resume=" + out));
    line.addAll(List.of(more));
    return line.toArray(String[]::new);
  }

  @Test
  void aPretrainingBegunInItIsRefused() throws IOException {
    Path out = folder.resolve("refused.safetensors");
    Path state = folder.resolve("refused.safetensors.checkpoint");
    Safetensors.write(state, List.of(), Map.of("precision", "bfloat16"));
    try (var processor = Processor.baseline()) {
      Invocation.of(pretrain(out, "--resume"))
          .failedWith(
              Failure.USAGE,
              state + " was begun in bfloat16, but " + LACKS,
              "knowingly in float32 with --precision float32");
    }
  }

  @Test
  void aPretrainingBegunInItGoesOnKnowingly() throws IOException {
    Needs.bfloat16();
    Path out = folder.resolve("weights.safetensors");
    beginPretraining(folder.resolve("weights.safetensors.checkpoint"));
    try (var processor = Processor.baseline()) {
      Invocation.of(pretrain(out, "--resume", "--precision=float32")).succeeded();
    }
    assertThat(WeightFile.read(out).metadata())
        .containsEntry("precision", "bfloat16, then float32");
  }

  /** As {@link #pretrain} would, stopped after its first step. */
  private static void beginPretraining(Path state) {
    var d = Pretraining.defaults();
    var pretraining =
        new Pretraining(
            d.architecture(),
            d.classes(),
            8,
            16,
            32,
            d.rate(),
            2,
            d.weightDecay(),
            d.labelSmoothing(),
            16,
            d.seed());
    try {
      pretraining.run(
          Optional.empty(),
          Resources.defaults().withCompute(Compute.of(2, Precision.BFLOAT16)),
          Optional.of(new Checkpoints(state, Duration.ofHours(1))),
          event -> {
            if (event instanceof Event.Progress progress
                && progress.work() == Event.Work.TRAINING) {
              Thread.currentThread().interrupt();
            }
          });
    } catch (CancellationException e) {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(state).exists();
  }

  private static String[] pretrain(Path out, String... more) {
    var line = new ArrayList<>(List.of("pretrain", "--steps=8", "--side=32", "--batch-size=16"));
    line.addAll(List.of("--warmup=2", "--validation-images=16", "--threads=2", "--out=" + out));
    line.addAll(List.of(more));
    return line.toArray(String[]::new);
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }
}
