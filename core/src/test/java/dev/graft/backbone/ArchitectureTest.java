package dev.graft.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.torch.compute.SharedGradients;
import dev.graft.torch.layers.Activation;
import dev.graft.torch.layers.Conv2d;
import dev.graft.torch.layers.Dropout;
import dev.graft.torch.layers.GlobalAveragePool;
import dev.graft.torch.layers.Pass;
import dev.graft.torch.layers.Sequential;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an architecture refuses, and what its names stand for. */
class ArchitectureTest {

  @Test
  void theNameOfAGroupIsThatOfItsFirstStage() {
    Architecture grouped = Architecture.named("efficientnet_b0");
    assertThat(grouped.cutBefore("blocks.5")).isEqualTo(grouped.cutBefore("blocks.5.0"));
    assertThat(grouped.cutBefore("blocks")).isEqualTo(1);
    Architecture regnet = Architecture.named("regnety_016");
    assertThat(regnet.cutBefore("s4")).isEqualTo(regnet.cutBefore("s4.b1"));
    assertThatThrownBy(() -> grouped.cutBefore("block"))
        .hasMessageContaining("no stage \"block\"; its stages are stem, blocks.0.0");
  }

  @Test
  void whatDrawsRandomNumbersIsNoEarlyStage() {
    Stage first = Stage.maps("a", Conv2d.same("a", 3, 3, 1, 1), 3, 1);
    Stage dropping =
        Stage.maps("b", Sequential.of(Conv2d.same("b", 3, 3, 1, 1), new Dropout(0.5)), 3, 1);
    Stage pool = Stage.vector("pool", new GlobalAveragePool(), 3);
    Architecture own =
        Architecture.of("own", () -> Blueprint.of(List.of(first, dropping, pool), "fc", 0));
    assertThat(own.earlyStages(0, Pass.TRAINING)).isEqualTo(1);
    assertThat(own.earlyStages(0, Pass.EVALUATION)).isEqualTo(2);
    assertThat(SharedGradients.suits(own.suffix(0, 2))).isFalse();
    assertThat(SharedGradients.suits(own.suffix(2, 2))).isTrue();
  }

  @Test
  void whatIsRememberedOfAnotherArchitectureIsNotFound() {
    assertThat(Architecture.named("resnet18").identity()).isEqualTo("resnet18");
    Stage pool = Stage.vector("pool", new GlobalAveragePool(), 3);
    String one = Architecture.of("own", () -> blueprint(1, pool)).identity();
    String other = Architecture.of("own", () -> blueprint(2, pool)).identity();
    assertThat(one).startsWith("own-").isNotEqualTo(other);
  }

  private static Blueprint blueprint(int stride, Stage pool) {
    return Blueprint.of(
        List.of(Stage.maps("a", Conv2d.same("a", 3, 3, 1, stride), 3, stride), pool), "fc", 0);
  }

  @Test
  void aNameStandsForOneArchitecture() {
    Architecture resnet = Architecture.named("resnet18");
    Architecture.register(resnet); // as known
    assertThat(Architecture.known()).doesNotHaveDuplicates().contains(resnet);
    Architecture other =
        Architecture.of(
            "resnet18",
            () -> Blueprint.of(List.of(Stage.vector("pool", new GlobalAveragePool(), 3)), "fc", 0));
    assertThatThrownBy(() -> Architecture.register(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another backbone is called \"resnet18\" already");
    assertThatThrownBy(() -> Architecture.register(Architecture.of("nothing", () -> null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("made of nothing");
    assertThatThrownBy(() -> Architecture.of("My Net", () -> null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lower-case letters");
  }

  @Test
  void stagesThatNoHeadCanFollowAreRefused() {
    var pool = new GlobalAveragePool();
    assertThatThrownBy(() -> Blueprint.of(List.of(Stage.maps("pool", pool, 3, 1)), "fc", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a vector [N, D]");
    assertThatThrownBy(() -> Blueprint.of(List.of(Stage.vector("pool", pool, 3)), "fc", 1.5))
        .hasMessageContaining("dropout");
    Stage late = Stage.maps("late", Sequential.of(Activation.RELU), 3, 1);
    assertThatThrownBy(() -> Blueprint.of(List.of(late, Stage.vector("pool", pool, 3)), "fc", 0))
        .hasMessageContaining("late begins with an activation");
    Stage convolution = Stage.maps("a", Conv2d.same("fc", 3, 3, 1, 1), 3, 1);
    assertThatThrownBy(
            () -> Blueprint.of(List.of(convolution, Stage.vector("pool", pool, 3)), "fc", 0))
        .hasMessageContaining("fc.weight is there twice");
    List<Stage> twice = List.of(Stage.vector("pool", pool, 3), Stage.vector("pool", pool, 3));
    assertThatThrownBy(() -> Blueprint.of(twice, "fc", 0)).hasMessageContaining("[pool, pool]");
  }

  @Test
  void anUnknownArchitectureIsAnsweredWithTheNearest() {
    assertThatThrownBy(() -> Architecture.named("efficientnetb0"))
        .hasMessageStartingWith("unknown backbone \"efficientnetb0\"; the nearest of ")
        .hasMessageContaining(" are efficientnet_b0, ")
        .hasMessageEndingWith("docs/guide/own-backbone.md says how to bring another");
  }
}
