package dev.graft.compare.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CurveSizesTest {

  @Property(tries = 500)
  void theyAscendFromAnImageForEachClassToAll(
      @ForAll @IntRange(min = 2, max = 50) int classes,
      @ForAll @IntRange(min = 1, max = 400) int perClass,
      @ForAll @IntRange(min = 1, max = 12) int count) {
    int all = classes * perClass;
    List<Integer> sizes = CurveSizes.geometric(all, classes, count);
    assertThat(CurveSizes.checked(sizes, all, classes)).isEqualTo(sizes);
    assertThat(sizes).hasSizeLessThanOrEqualTo(count);
    assertThat(sizes.get(sizes.size() - 1)).isEqualTo(all);
  }

  @Test
  void theHalfIsOneOfThem() {
    assertThat(CurveSizes.geometric(1800, 10, 8))
        .hasSize(8)
        .startsWith(100)
        .contains(900)
        .endsWith(1800);
    assertThat(CurveSizes.geometric(1800, 10, 1)).containsExactly(1800);
    assertThat(CurveSizes.geometric(1800, 10, 2)).containsExactly(100, 1800);
  }

  @Test
  void othersAreRefused() {
    for (List<Integer> wrong :
        List.of(List.of(5, 20), List.of(20, 20), List.of(40, 20), List.of(20, 101))) {
      assertThatThrownBy(() -> CurveSizes.checked(wrong, 100, 10))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(wrong.toString());
    }
  }
}
