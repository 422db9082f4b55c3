package dev.graft.train.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.backbone.Architecture;
import java.util.List;
import org.junit.jupiter.api.Test;

class StrategyTest {

  private static final Architecture RESNET18 = Architecture.named("resnet18");
  private static final Strategy.Rates RATES = Strategy.Rates.defaults();

  @Test
  void aStrategyIsACut() {
    assertThat(cut("feature-extract")).isEqualTo(6);
    assertThat(cut("partial:layer4")).isEqualTo(4);
    assertThat(cut("partial:stem")).isEqualTo(0);
    assertThat(cut("fine-tune")).isEqualTo(0);
    assertThat(cut("naive-feature-extract")).isEqualTo(6);
    assertThat(cut("from-scratch")).isEqualTo(0);
    assertThat(cut("probe")).isEqualTo(6);
    assertThat(cut("lp-ft")).isEqualTo(6);
  }

  @Test
  void anUnknownStrategyIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> Strategy.named("finetune", RESNET18, RATES))
        .hasMessage(
            "unknown strategy \"finetune\"; known are feature-extract, probe, fine-tune, lp-ft, gradual,"
                + " partial:STAGE, naive-feature-extract, from-scratch");
  }

  @Test
  void anUnknownStageIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> Strategy.named("partial:layer9", RESNET18, RATES))
        .hasMessage(
            "resnet18 has no stage \"layer9\"; its stages are stem, layer1, layer2, layer3,"
                + " layer4, pool");
  }

  @Test
  void phasesOnlyUnfreeze() {
    var frozen = new Phase(6, 1, 1e-3, 1e-3, Phase.Statistics.MOVE_WHERE_UNFROZEN);
    var free = new Phase(0, 1, 1e-3, 1e-4, Phase.Statistics.MOVE_WHERE_UNFROZEN);
    assertThat(new Strategy("head first", List.of(frozen, free)).epochs()).isEqualTo(2);
    assertThatThrownBy(() -> new Strategy("backwards", List.of(free, frozen)))
        .hasMessageContaining("phase 2 freezes what phase 1 trained");
  }

  @Test
  void randomWeightsAreNotFrozen() {
    var frozen = new Phase(6, 1, 1e-3, 1e-3, Phase.Statistics.MOVE_WHERE_UNFROZEN);
    assertThatThrownBy(() -> new Strategy("noise", List.of(frozen), Strategy.Start.RANDOM))
        .hasMessageContaining("random weights cannot be frozen");
  }

  @Test
  void statisticsMoveEverywhereInAllPhasesOrInNone() {
    var moving = new Phase(6, 1, 1e-3, 1e-3, Phase.Statistics.MOVE_EVERYWHERE);
    var still = new Phase(0, 1, 1e-3, 1e-4, Phase.Statistics.MOVE_WHERE_UNFROZEN);
    assertThatThrownBy(() -> new Strategy("mixed", List.of(moving, still)))
        .hasMessageContaining("in all of its phases or in none");
  }

  @Test
  void aFittedHeadLearnsAtTheBackbonesRate() {
    var rates = new Strategy.Rates(1, 1e-3, 1e-4);
    for (String name : List.of("lp-ft", "gradual")) {
      List<Phase> phases = Strategy.named(name, RESNET18, rates).phases();
      assertThat(phases.subList(1, phases.size())).allMatch(p -> p.headRate() == 1e-4);
    }
    assertThat(Strategy.fineTune(RESNET18, rates).last().headRate()).isEqualTo(1e-3);
  }

  @Test
  void everyNameThatHelpListsIsUnderstood() {
    for (String name : Strategy.NAMES) {
      Strategy.named(name.replace("STAGE", "layer3"), RESNET18, RATES);
    }
  }

  private static int cut(String name) {
    return Strategy.named(name, RESNET18, RATES).phases().get(0).cut();
  }
}
