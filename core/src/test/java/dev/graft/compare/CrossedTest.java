package dev.graft.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.backbone.Architecture;
import dev.graft.data.Augmentation;
import dev.graft.train.Enough;
import dev.graft.train.Strategy;
import dev.graft.train.TrainSettings;
import org.junit.jupiter.api.Test;

/** Cross-validation: who takes part in which folds, and what comes of it. */
class CrossedTest {

  private static final Architecture SLIM = Architecture.RESNET18_SLIM;

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
}
