package dev.graft.backbone;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.backbone.InputSizes.Change;
import org.junit.jupiter.api.Test;

class InputSizesTest {

  @Test
  void convolutionsTakeAnySize() {
    assertThatCode(() -> InputSizes.any().check("resnet18", 1)).doesNotThrowAnyException();
  }

  @Test
  void theNearestSizesAreNamed() {
    var patches = new InputSizes(32, 14, Change.RESAMPLES_POSITIONS);
    assertThatCode(() -> patches.check("vit", 42)).doesNotThrowAnyException();
    assertThatThrownBy(() -> patches.check("vit", 224 + 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "vit takes images of 42 pixels a side or more that are multiples of 14, got 229; the"
                + " nearest are 224 and 238");
    assertThatThrownBy(() -> patches.check("vit", 14))
        .hasMessageEndingWith("got 14; the smallest is 42");
  }
}
