package dev.graft.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.graft.backbone.Architecture;
import dev.graft.torch.layers.Conv2d;
import dev.graft.torch.layers.Linear;
import dev.graft.torch.layers.Sequential;
import org.junit.jupiter.api.Test;

class FlopsTest {

  /** Multiplications and additions that torchvision publishes for 224 x 224, in 10^9. */
  @Test
  void countsOfWholeNetworksArePublishedOnes() {
    assertThat(giga(Architecture.named("resnet18"))).isCloseTo(1.814, within(0.005));
    assertThat(giga(Architecture.named("resnet50"))).isCloseTo(4.089, within(0.005));
    assertThat(giga(Architecture.named("mobilenet_v2"))).isCloseTo(0.301, within(0.005));
  }

  private static double giga(Architecture architecture) {
    return Flops.of(architecture.suffix(0, 1000), 224).forward() / 2e9;
  }

  @Test
  void trainingIsThreeTimesForwardWithoutTheGradientOfTheImage() {
    var layers =
        Sequential.of(
            Conv2d.same("a", 3, 8, 3, 2), Conv2d.same("b", 8, 16, 1, 1), new Linear("c", 16, 10));

    Flops flops = Flops.of(layers, 10);

    double a = 2 * 5 * 5 * 8 * 3 * 9;
    double rest = 2 * 5 * 5 * 16 * 8 + 2 * 16 * 10;
    assertThat(flops.forward()).isEqualTo(a + rest);
    assertThat(flops.training()).isEqualTo(2 * a + 3 * rest);
  }
}
