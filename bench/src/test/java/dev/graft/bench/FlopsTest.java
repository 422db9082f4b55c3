package dev.graft.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.torch.layers.Conv2d;
import dev.graft.torch.layers.GlobalAveragePool;
import dev.graft.torch.layers.Linear;
import dev.graft.torch.layers.Sequential;
import org.junit.jupiter.api.Test;

class FlopsTest {

  @Test
  void trainingIsThreeTimesForwardWithoutTheGradientOfTheImage() {
    var layers =
        Sequential.of(
            Conv2d.same("a", 3, 8, 3, 2),
            Conv2d.same("b", 8, 16, 1, 1),
            new GlobalAveragePool(),
            new Linear("c", 16, 10));

    Flops flops = Flops.of(layers, 10);

    double a = 2 * 5 * 5 * 8 * 3 * 9;
    double rest = 2 * 5 * 5 * 16 * 8 + 2 * 16 * 10;
    assertThat(flops.forward()).isEqualTo(a + rest);
    assertThat(flops.training()).isEqualTo(2 * a + 3 * rest);
  }
}
