package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.OptimizerSettings;
import dev.graft.torch.tensors.Native;
import dev.graft.train.cache.Resources;
import dev.graft.train.record.Event;
import dev.graft.train.strategy.Phase;
import dev.graft.train.strategy.Schedule;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Native objects and resident memory do not grow with steps, epochs, runs or predictions. */
class LeakTest {

  private static final TrainSettings SETTINGS =
      new TrainSettings(
          OptimizerSettings.Adam.defaults(),
          8,
          Schedule.constant(),
          0,
          Augmentation.flip(),
          0,
          Resources.defaults());

  @TempDir private Path folder;

  /** What other tests left to the garbage collector must not go while this one counts. */
  @BeforeEach
  void clearTheField() throws InterruptedException {
    System.gc();
    Thread.sleep(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"feature-extract", "partial:layer4", "fine-tune", "naive-feature-extract"})
  void afterStep50AsManyNativeObjectsLiveAsAfterStep2(String name) throws IOException {
    var counts = new ArrayList<Long>();
    try (Backbone backbone = Tiny.backbone(Architecture.named("resnet18"), folder);
        var trainer =
            new Trainer(
                Tiny.images(8 * 10, 1),
                Optional.of(new Trainer.Watched("validation", Tiny.images(8, 2))),
                backbone,
                SETTINGS,
                event -> {
                  if (event instanceof Event.Progress p && p.work() == Event.Work.TRAINING) {
                    counts.add(Native.liveObjects());
                  }
                })) {
      var rates = new Strategy.Rates(5, 1e-3, 1e-4, Phase.Statistics.MOVE_WHERE_UNFROZEN);
      Strategy strategy = Strategy.named(name, Architecture.named("resnet18"), rates);
      trainer.train(name, strategy, 0).classifier().close();
    }
    assertThat(counts).hasSize(50);
    assertThat(counts.get(49)).isEqualTo(counts.get(1));
  }

  @Test
  void aWholeLifeLeavesNothingBehind() throws IOException {
    life();
    long before = Native.liveObjects();
    life();
    assertThat(Native.liveObjects()).isLessThanOrEqualTo(before);
  }

  private void life() throws IOException {
    Path file = folder.resolve("model.safetensors");
    ImageSource images = Tiny.images(16, 1);
    try (Backbone backbone = Tiny.backbone(Architecture.named("mobilenet_v2"), folder);
        var trainer = new Trainer(images, Optional.empty(), backbone, SETTINGS, event -> {})) {
      Strategy strategy =
          Strategy.featureExtract(Architecture.named("mobilenet_v2"), Strategy.Rates.defaults());
      try (var classifier = trainer.train("life", strategy, 0).classifier()) {
        classifier.evaluate("test", images);
        classifier.save(file);
      }
    }
    try (var classifier = Classifier.load(file)) {
      classifier.predict(images.image(0));
    }
  }

  @Test
  void aRunThatFailsLeavesNothingBehind() throws IOException {
    fail();
    long before = Native.liveObjects();
    fail();
    assertThat(Native.liveObjects()).isLessThanOrEqualTo(before);
  }

  private void fail() throws IOException {
    try (Backbone backbone = Tiny.backbone(Architecture.named("resnet18"), folder);
        var trainer =
            new Trainer(
                Tiny.images(16, 1),
                Optional.empty(),
                backbone,
                SETTINGS,
                event -> {
                  if (event instanceof Event.Progress) {
                    throw new IllegalStateException("enough");
                  }
                })) {
      Strategy strategy =
          Strategy.fineTune(Architecture.named("resnet18"), Strategy.Rates.defaults());
      assertThatThrownBy(() -> trainer.train("fails", strategy, 0)).hasMessage("enough");
    }
  }

  @Test
  void residentMemoryStaysFlatOver20Epochs() throws IOException {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "no /proc to read memory from");
    List<Long> resident = new ArrayList<>();
    try (Backbone backbone = Tiny.backbone(Architecture.named("resnet18"), folder);
        var trainer =
            new Trainer(
                Tiny.images(40, 1),
                Optional.empty(),
                backbone,
                SETTINGS,
                event -> {
                  if (event instanceof Event.EpochDone) {
                    resident.add(residentBytes());
                  }
                })) {
      var rates = new Strategy.Rates(20, 1e-3, 1e-4);
      Strategy strategy = Strategy.fineTune(Architecture.named("resnet18"), rates);
      trainer.train("flat", strategy, 0).classifier().close();
    }
    assertThat(resident.get(19) - resident.get(4)).isLessThan(48L << 20);
  }

  private static long residentBytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
