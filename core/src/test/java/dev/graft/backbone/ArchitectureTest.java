package dev.graft.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.Golden;
import dev.graft.torch.Entry;
import dev.graft.torch.Pass;
import dev.graft.torch.Scope;
import dev.graft.torch.Sequential;
import dev.graft.torch.Tensor;
import dev.graft.torch.Weights;
import java.util.ArrayList;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract that every registered architecture keeps. */
class ArchitectureTest {

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void stagesSayTheirChannelsAndStride(Architecture architecture) {
    try (var scope = Scope.withoutGradients();
        Weights weights = Golden.weights(architecture.entries())) {
      Tensor x = Golden.input(1, 1, 3, 64, 64);
      for (Stage stage : architecture.stages()) {
        x = stage.layer().forward(x, weights, Pass.EVALUATION);
        if (stage.stride() == 0) {
          assertThat(x.shape()).as(stage.name()).containsExactly(1, stage.channels());
        } else {
          int side = 64 / stage.stride();
          assertThat(x.shape()).as(stage.name()).containsExactly(1, stage.channels(), side, side);
        }
      }
      assertThat(x.shape()).containsExactly(1, architecture.featureWidth());
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void everyCutSplitsTheEntriesInTwo(Architecture architecture) {
    for (int cut = 0; cut <= architecture.stages().size(); cut++) {
      var entries = new ArrayList<>(architecture.prefix(cut).entries());
      entries.addAll(architecture.suffix(cut, 10).entries());
      assertThat(entries).isEqualTo(architecture.entries(10));
    }
    assertThatThrownBy(() -> architecture.prefix(architecture.stages().size() + 1))
        .hasMessageContaining("can be cut at 0 to");
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void namesAreUniqueAndFindTheArchitecture(Architecture architecture) {
    assertThat(Architecture.named(architecture.id())).isEqualTo(architecture);
    assertThat(new HashSet<>(architecture.stageNames())).hasSize(architecture.stages().size());
    assertThat(architecture.entries(10).stream().map(Entry::name)).doesNotHaveDuplicates();
  }

  /** Recomputing an early stage draws no random numbers twice: dropout is in heads alone. */
  @ParameterizedTest
  @EnumSource(Architecture.class)
  void noStageHasDropout(Architecture architecture) {
    Sequential stages = architecture.prefix(architecture.stages().size());
    assertThat(stages.toString()).doesNotContain("Dropout");
  }

  @Test
  void anUnknownArchitectureIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> Architecture.named("vgg"))
        .hasMessage(
            "unknown backbone \"vgg\"; known are resnet18, resnet34, resnet50, resnet101,"
                + " resnet152, mobilenet_v2, resnet18_slim");
  }
}
