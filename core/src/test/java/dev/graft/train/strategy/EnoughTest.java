package dev.graft.train.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.loading.Augmentation;
import dev.graft.train.Tiny;
import dev.graft.train.Trainer;
import dev.graft.train.record.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnoughTest {

  private static final Architecture SLIM = Architecture.shipped();
  private static final Strategy.Rates RATES = Strategy.Rates.defaults();

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"1, 8", "145, 8", "319, 8", "320, 16", "639, 16", "640, 32", "50000, 32"})
  void aPassHasTwentyStepsWhereImagesAllowIt(int images, int batchSize) {
    assertThat(TrainSettings.defaults().forImages(images).batchSize()).isEqualTo(batchSize);
  }

  /** Steps of an epoch: 2, 19, 38, 63, 1563. */
  @ParameterizedTest
  @CsvSource({"12, 40", "145, 40", "300, 27", "2000, 16", "50000, 3"})
  void aHeadHasAThousandStepsWhereThatCostsNothing(int images, int epochs) {
    assertThat(epochs("feature-extract", TrainSettings.defaults(), images)).containsExactly(epochs);
  }

  @ParameterizedTest
  @CsvSource({"fine-tune", "partial:layer4", "from-scratch", "naive-feature-extract"})
  void aPassThatComputesTheBackboneIsMadeTwiceOrThrice(String name) {
    for (int images : List.of(12, 145, 499, 500, 50_000)) {
      int passes = images < 500 ? 2 : 3;
      assertThat(epochs(name, TrainSettings.defaults(), images)).containsExactly(passes);
    }
  }

  @Test
  void aFittedHeadComesFirstOnce() {
    assertThat(epochs("lp-ft", TrainSettings.defaults(), 145)).containsExactly(1, 1);
    assertThat(epochs("gradual", TrainSettings.defaults(), 145)).containsExactly(1, 1, 1, 1);
  }

  /**
   * The head's is 5e-3 in 54 and 189 steps, 1e-3 in a thousand; the backbone's a ten-millionth an
   * image.
   */
  @ParameterizedTest
  @CsvSource({
    "fine-tune, 150, 5e-3, 1.5e-5",
    "fine-tune, 500, 5e-3, 5e-5",
    "fine-tune, 2000, 5e-3, 1e-4",
    "fine-tune, 6400, 1.6666666666667e-3, 1e-4",
    "fine-tune, 50000, 1e-3, 1e-4",
    "fine-tune, 30, 5e-3, 1e-5",
    "lp-ft, 150, 1.5e-5, 1.5e-5",
    "lp-ft, 2000, 1e-4, 1e-4",
    "from-scratch, 2000, 1e-3, 1e-3",
    "feature-extract, 2000, 1e-3, 1e-4"
  })
  void ratesSuitTheStepsAndTheImages(String name, int images, double head, double backbone) {
    Strategy strategy = Strategy.named(name, SLIM, RATES);
    Phase last = new Enough(SLIM, images, TrainSettings.defaults()).of(strategy).last();
    assertThat(last.headRate()).isCloseTo(head, within(1e-12));
    assertThat(last.backboneRate()).isCloseTo(backbone, within(1e-12));
  }

  @Test
  void withViewsThatNeverComeAgainAHeadHasNoMorePassesThanTheOthers() {
    TrainSettings defaults = TrainSettings.defaults();
    var crops =
        new TrainSettings(
            defaults.optimizer(),
            defaults.batchSize(),
            defaults.schedule(),
            0,
            Augmentation.randomResizedCrop(),
            0,
            defaults.resources());
    assertThat(epochs("feature-extract", crops, 145)).containsExactly(2);
    assertThat(new Enough(SLIM, 145, crops).remembers(Strategy.probe(SLIM))).isFalse();
    assertThat(new Enough(SLIM, 145, defaults).remembers(Strategy.probe(SLIM))).isTrue();
    assertThat(new Enough(SLIM, 145, defaults).remembers(Strategy.named("lp-ft", SLIM, RATES)))
        .isFalse();
  }

  @Test
  void whatIsAskedForStays() {
    Strategy asked = Strategy.featureExtract(SLIM, new Strategy.Rates(2, 1e-3, 1e-4));
    TrainSettings settings = TrainSettings.defaults().withBatchSize(5);
    var enough = new Enough(SLIM, 145, settings);
    assertThat(enough.of(asked)).isEqualTo(asked);
    assertThat(enough.settings()).isEqualTo(settings);
  }

  @Test
  void noImagesAreRefused() {
    assertThatThrownBy(() -> new Enough(SLIM, 0, TrainSettings.defaults()))
        .hasMessage("there must be 1 training image or more, got 0");
  }

  /** What a run tells and keeps are numbers of epochs that it has. */
  @Test
  void aRunWithoutEpochsHasThoseThatSuitItsImages() throws IOException {
    var told = new ArrayList<Event.RunStarted>();
    try (Backbone backbone = Tiny.backbone(SLIM, folder);
        var trainer =
            new Trainer(
                Tiny.images(300, 1),
                Optional.empty(),
                backbone,
                TrainSettings.defaults(),
                event -> {
                  if (event instanceof Event.RunStarted started) {
                    told.add(started);
                  }
                })) {
      assertThat(trainer.stepsPerEpoch()).isEqualTo(38); // batches of 8
      Trainer.Result result = trainer.train("head", Strategy.featureExtract(SLIM, RATES), 0);
      result.classifier().close();
      assertThat(result.run().epochs()).hasSize(27);
      assertThat(result.run().strategy().epochs()).isEqualTo(27);
      assertThat(told).extracting(Event.RunStarted::epochs).containsExactly(27);
    }
  }

  private static List<Integer> epochs(String name, TrainSettings settings, int images) {
    Strategy strategy = new Enough(SLIM, images, settings).of(Strategy.named(name, SLIM, RATES));
    return strategy.phases().stream().map(Phase::epochs).toList();
  }
}
