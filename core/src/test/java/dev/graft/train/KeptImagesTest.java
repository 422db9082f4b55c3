package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.image.Image;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.source.ContentHash;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.OptimizerSettings;
import dev.graft.train.cache.Resources;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.strategy.Schedule;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often a training decodes its images. */
class KeptImagesTest {

  private static final Architecture RESNET18 = Architecture.named("resnet18");
  private static final Strategy.Rates THREE_EPOCHS = new Strategy.Rates(3, 1e-2, 1e-3);
  private static final int N = 24;

  @TempDir private Path folder;
  private Backbone backbone;
  private final AtomicInteger decoded = new AtomicInteger();
  private final ImageSource train = new Counted(Tiny.images(N, 1), decoded);

  @BeforeEach
  void load() throws IOException {
    backbone = Tiny.backbone(RESNET18, folder);
  }

  @AfterEach
  void close() {
    backbone.close();
  }

  private Trainer trainer(Augmentation augmentation, long imageBytes) {
    Resources resources = Resources.defaults().withLoaderThreads(2).withImageBytes(imageBytes);
    var settings =
        new TrainSettings(
            OptimizerSettings.Adam.defaults(),
            8,
            Schedule.constant(),
            0,
            augmentation,
            0,
            resources);
    return new Trainer(train, Optional.empty(), backbone, settings, event -> {});
  }

  private static List<Double> losses(Trainer trainer, Strategy strategy) {
    Trainer.Result result = trainer.train(strategy.name(), strategy, 0);
    result.classifier().close();
    return result.run().epochs().stream().map(EpochRecord::trainLoss).toList();
  }

  @Test
  void keptImagesAreDecodedOnceAndChangeNothing() {
    Strategy strategy = Strategy.fineTune(RESNET18, THREE_EPOCHS);
    try (Trainer keeping = trainer(Augmentation.flip(), 1 << 20);
        Trainer decoding = trainer(Augmentation.flip(), 0)) {
      List<Double> losses = losses(keeping, strategy);
      assertThat(decoded.getAndSet(0)).isEqualTo(N);
      assertThat(losses(decoding, strategy)).isEqualTo(losses);
      assertThat(decoded.get()).isEqualTo(3 * N);
    }
  }

  @Test
  void theOtherViewOfARememberedOneIsMadeFromWhatIsKept() {
    Strategy strategy = Strategy.featureExtract(RESNET18, THREE_EPOCHS);
    try (Trainer keeping = trainer(Augmentation.flip(), 1 << 20);
        Trainer decoding = trainer(Augmentation.flip(), 0)) {
      List<Double> losses = losses(keeping, strategy);
      assertThat(decoded.getAndSet(0)).isEqualTo(N);
      assertThat(losses(decoding, strategy)).isEqualTo(losses);
      assertThat(decoded.get()).isBetween(N + 1, 2 * N);
    }
  }

  @Test
  void whatIsAskedForOnceIsNotKept() {
    try (Trainer trainer = trainer(Augmentation.none(), 1 << 20)) {
      losses(trainer, Strategy.featureExtract(RESNET18, THREE_EPOCHS));
      assertThat(decoded.getAndSet(0)).isEqualTo(N);
      losses(trainer, Strategy.partial(RESNET18, "layer4", THREE_EPOCHS));
      assertThat(decoded.get()).as("another cut, and nothing was kept").isEqualTo(N);
    }
  }

  @Test
  void limitsAreNotNegative() {
    assertThatThrownBy(() -> Resources.defaults().withImageBytes(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("image bytes must be 0 or more, got -1");
  }

  /** Counts how often a picture is decoded. */
  private record Counted(ImageSource images, AtomicInteger decoded) implements ImageSource {

    @Override
    public List<String> classNames() {
      return images.classNames();
    }

    @Override
    public int size() {
      return images.size();
    }

    @Override
    public int label(int i) {
      return images.label(i);
    }

    @Override
    public String name(int i) {
      return images.name(i);
    }

    @Override
    public Image image(int i) {
      decoded.incrementAndGet();
      return images.image(i);
    }

    @Override
    public ContentHash contentHash(int i) {
      return images.contentHash(i);
    }

    @Override
    public String fingerprint() {
      return images.fingerprint();
    }
  }
}
