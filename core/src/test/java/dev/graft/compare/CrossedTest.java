package dev.graft.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.compare.record.Candidate;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Continuation;
import dev.graft.data.Dataset;
import dev.graft.data.image.Image;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.source.DataException;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.ImageSource;
import dev.graft.data.source.ValidateOn;
import dev.graft.train.Checkpoints;
import dev.graft.train.Tiny;
import dev.graft.train.evaluation.Temperature;
import dev.graft.train.strategy.EarlyStopping;
import dev.graft.train.strategy.Enough;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cross-validation: who takes part in which folds, and what comes of it. */
class CrossedTest {

  @TempDir private Path folder;

  private static final Architecture SLIM = Architecture.shipped();

  private static TrainSettings with(Augmentation augmentation) {
    TrainSettings defaults = TrainSettings.defaults();
    return new TrainSettings(
        defaults.optimizer(),
        defaults.batchSize(),
        defaults.schedule(),
        0,
        augmentation,
        0,
        defaults.resources());
  }

  /** Views that never come again cost a pass through the backbone in every fold. */
  @Test
  void aFurtherFoldIsCheapWhereFeaturesAreRemembered() {
    Candidate probe = Candidate.parse("probe", SLIM, Strategy.Rates.defaults());
    Candidate tuned = Candidate.parse("fine-tune", SLIM, Strategy.Rates.defaults());
    var plain = new Enough(SLIM, 100, with(Augmentation.none()));
    assertThat(Crossed.isCheap(probe, plain)).isTrue();
    assertThat(Crossed.isCheap(tuned, plain)).isFalse();
    assertThat(Crossed.isCheap(probe, new Enough(SLIM, 100, with(Augmentation.fixedCrops(3)))))
        .isTrue();
    assertThat(
            Crossed.isCheap(probe, new Enough(SLIM, 100, with(Augmentation.randomResizedCrop()))))
        .isFalse();
  }

  /** Images of three colours in three folders. */
  private Path images() throws IOException {
    ImageSource drawn = Tiny.images(24, 1);
    for (int i = 0; i < drawn.size(); i++) {
      Image image = drawn.image(i);
      var picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
      for (int at = 0; at < image.width() * image.height(); at++) {
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
          rgb = (rgb << 8) | (image.rgb()[3 * at + c] & 0xff);
        }
        picture.setRGB(at % image.width(), at / image.width(), rgb);
      }
      Path file =
          folder.resolve("set").resolve("c" + drawn.label(i)).resolve("%02d.png".formatted(i));
      Files.createDirectories(file.getParent());
      ImageIO.write(picture, "png", file.toFile());
    }
    return folder.resolve("set");
  }

  /** What a model that was trained on all images in the end is calibrated by. */
  private record End(ComparisonRecord record, Temperature temperature) {}

  private End compare(Dataset data, Backbone backbone, Continuation continuation)
      throws DataException {
    var end = new ArrayList<Temperature>();
    Comparison.Options options =
        Comparison.Options.defaults()
            .withCrossed(Crossed.fully(data.folds()))
            .withWhole((run, classifier) -> end.add(classifier.calibration()));
    var comparison =
        new Comparison(
            data,
            backbone,
            List.of(Candidate.parse("probe", SLIM, Strategy.Rates.defaults())),
            TrainSettings.defaults(),
            ValidateOn.VALIDATION,
            1,
            options);
    ComparisonRecord record = comparison.run(e -> {}, soFar -> {}, (r, c) -> {}, continuation);
    return new End(record, end.get(0));
  }

  @Test
  void whoGoesOnFindsWhatEarlierFoldsSaid() throws IOException {
    Path state = Files.createDirectories(folder.resolve("state"));
    Continuation.Place place =
        (label, seed, fold) ->
            Optional.of(
                new Checkpoints(state.resolve("f" + fold + ".safetensors"), Duration.ofDays(1)));
    DataOptions options = DataOptions.defaults().withFolds(3);
    try (Dataset data = Dataset.open(images().toString(), options);
        Backbone backbone = Tiny.backbone(SLIM, folder)) {
      End whole = compare(data, backbone, new Continuation(Instant.EPOCH, List.of(), place));
      assertThat(whole.temperature().source()).isEqualTo(Temperature.Source.OUT_OF_FOLD);
      assertThat(whole.temperature().images()).isEqualTo(24);
      assertThat(whole.record().notes()).noneMatch(note -> note.contains("not there any more"));

      var rest = new Continuation(Instant.EPOCH, whole.record().runs().subList(0, 2), place);
      assertThat(compare(data, backbone, rest).temperature()).isEqualTo(whole.temperature());

      Files.delete(state.resolve("f2.scores.safetensors"));
      End partly = compare(data, backbone, rest);
      assertThat(partly.temperature().source()).isEqualTo(Temperature.Source.VALIDATION);
      assertThat(partly.record().notes())
          .anyMatch(note -> note.startsWith("probe: what its folds' classifiers said"));

      Files.writeString(state.resolve("f2.scores.safetensors"), "damaged");
      assertThat(compare(data, backbone, rest).temperature()).isEqualTo(partly.temperature());
    }
  }

  @Test
  void theEpochToKeepIsChosenInEveryFold() throws IOException {
    DataOptions options = DataOptions.defaults().withFolds(3);
    List<Candidate> candidates = List.of(Candidate.parse("probe", SLIM, Strategy.Rates.defaults()));
    TrainSettings settings =
        TrainSettings.defaults().withEarlyStopping(EarlyStopping.stoppingAfter(2));
    try (Dataset data = Dataset.open(images().toString(), options);
        Backbone backbone = Tiny.backbone(SLIM, folder)) {
      var crossed = Comparison.Options.defaults().withCrossed(Crossed.fully(data.folds()));
      assertThat(
              new Comparison(
                      data, backbone, candidates, settings, ValidateOn.VALIDATION, 1, crossed)
                  .watched(data.folds().parts().get(2)))
          .isPresent();
      assertThatThrownBy(
              () ->
                  new Comparison(data, backbone, candidates, settings, ValidateOn.TEST, 1, crossed))
          .hasMessageContaining("never on test images");
    }
  }
}
