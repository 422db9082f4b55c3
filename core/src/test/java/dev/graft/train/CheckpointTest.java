package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.Augmentation;
import dev.graft.torch.OptimizerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A training that is stopped and goes on ends as one that was not stopped, to the bit. */
class CheckpointTest {

  private static final int IMAGES = 24;
  private static final int BATCH = 8;

  @TempDir private Path folder;

  private record End(String weights, double loss, int epochs) {}

  @AfterEach
  void noInterruptIsLeft() {
    assertThat(Thread.interrupted()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "RESNET18, fine-tune, adam, 2", // within the first epoch
    "RESNET18, fine-tune, sgd, 3", // after it
    "RESNET18, fine-tune, adamw, 4",
    "RESNET18, naive-feature-extract, adam, 3",
    "RESNET18, from-scratch, sgd, 5",
    "MOBILENET_V2, fine-tune, adam, 4" // a head with dropout
  })
  void stoppedAndResumedGivesTheSameBits(
      Architecture architecture, String strategy, String optimizer, int stopAfter)
      throws IOException {
    End whole = train(architecture, strategy, optimizer, Optional.empty(), event -> {});
    var kept = new Checkpoints(folder.resolve("state.safetensors"), Duration.ofHours(1));
    int[] steps = new int[1];
    assertThatThrownBy(
            () ->
                train(
                    architecture,
                    strategy,
                    optimizer,
                    Optional.of(kept),
                    event -> {
                      if (isStep(event) && ++steps[0] == stopAfter) {
                        Thread.currentThread().interrupt();
                      }
                    }))
        .isInstanceOf(CancellationException.class);
    Thread.interrupted();
    assertThat(kept.file()).isNotEmptyFile();
    int[] rest = new int[1];
    End resumed =
        train(
            architecture,
            strategy,
            optimizer,
            Optional.of(kept),
            event -> rest[0] += isStep(event) ? 1 : 0);
    assertThat(resumed).isEqualTo(whole);
    assertThat(rest[0]).as("steps done again").isEqualTo(2 * IMAGES / BATCH - stopAfter);
    End again = train(architecture, strategy, optimizer, Optional.of(kept), event -> {});
    assertThat(again).as("one that had ended").isEqualTo(whole);
  }

  @Test
  void whatIsDueIsWrittenBetweenSteps() throws IOException {
    var kept = new Checkpoints(folder.resolve("state.safetensors"), Duration.ZERO);
    int[] seen = new int[1];
    train(
        Architecture.RESNET18,
        "feature-extract",
        "adam",
        Optional.of(kept),
        event -> seen[0] += isStep(event) && Files.exists(kept.file()) ? 1 : 0);
    assertThat(seen[0]).isEqualTo(2 * IMAGES / BATCH - 1);
  }

  @Test
  void anotherTrainingsCheckpointIsRefusedAndADamagedOneToo() throws IOException {
    var kept = new Checkpoints(folder.resolve("state.safetensors"), Duration.ofHours(1));
    assertThatThrownBy(
            () ->
                train(
                    Architecture.RESNET18,
                    "feature-extract",
                    "adam",
                    Optional.of(kept),
                    event -> {
                      if (isStep(event)) {
                        Thread.currentThread().interrupt();
                      }
                    }))
        .isInstanceOf(CancellationException.class);
    Thread.interrupted();
    assertThatThrownBy(
            () ->
                train(
                    Architecture.RESNET18,
                    "feature-extract",
                    "sgd",
                    Optional.of(kept),
                    event -> {}))
        .hasMessageContaining("checkpoint of another training")
        .hasMessageContaining("delete it");
    byte[] bytes = Files.readAllBytes(kept.file());
    Files.write(kept.file(), java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(
            () ->
                train(
                    Architecture.RESNET18,
                    "feature-extract",
                    "adam",
                    Optional.of(kept),
                    event -> {}))
        .hasMessageContaining("state.safetensors");
  }

  @Test
  void stoppedInTheLookAfterAnEpochItGoesOnThere() throws IOException {
    End whole = train(Architecture.RESNET18, "fine-tune", "adam", Optional.empty(), event -> {});
    var kept = new Checkpoints(folder.resolve("state.safetensors"), Duration.ofHours(1));
    assertThatThrownBy(
            () ->
                train(
                    Architecture.RESNET18,
                    "fine-tune",
                    "adam",
                    Optional.of(kept),
                    event -> {
                      if (event instanceof Event.Progress progress
                          && progress.work() == Event.Work.VALIDATION) {
                        Thread.currentThread().interrupt();
                      }
                    }))
        .isInstanceOf(CancellationException.class);
    Thread.interrupted();
    assertThat(train(Architecture.RESNET18, "fine-tune", "adam", Optional.of(kept), event -> {}))
        .isEqualTo(whole);
  }

  private static boolean isStep(Event event) {
    return event instanceof Event.Progress progress && progress.work() == Event.Work.TRAINING;
  }

  private End train(
      Architecture architecture,
      String name,
      String optimizer,
      Optional<Checkpoints> checkpoints,
      Consumer<Event> events)
      throws IOException {
    OptimizerSettings chosen =
        switch (optimizer) {
          case "sgd" -> new OptimizerSettings.Sgd(0.9, true, 1e-4);
          case "adamw" -> OptimizerSettings.AdamW.defaults();
          default -> OptimizerSettings.Adam.defaults();
        };
    var settings =
        new TrainSettings(
            chosen,
            BATCH,
            new Schedule(Schedule.Shape.COSINE, 2),
            0.1,
            Augmentation.flip(),
            0,
            Resources.defaults());
    var watched = new Trainer.Watched("validation", Tiny.images(BATCH, 2));
    var rates = new Strategy.Rates(2, 1e-2, 1e-3, Phase.Statistics.MOVE_WHERE_UNFROZEN);
    try (Backbone backbone = Tiny.backbone(architecture, folder);
        var trainer =
            new Trainer(Tiny.images(IMAGES, 1), Optional.of(watched), backbone, settings, events)) {
      Trainer.Result result =
          trainer.train(name, Strategy.named(name, architecture, rates), 4, checkpoints);
      try (Classifier classifier = result.classifier()) {
        var epochs = result.run().epochs();
        return new End(
            classifier.weights().sha256(classifier.weights().names()),
            epochs.get(epochs.size() - 1).trainLoss(),
            epochs.size());
      }
    }
  }
}
