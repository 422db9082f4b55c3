package dev.graft.train.features;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrozenPrefixTest {

  /** Two batches of these are under way, in memory that the heap's size limits. */
  @ParameterizedTest
  @CsvSource({
    "8, 224, 32", // few threads
    "512, 224, 512", // many
    "512, 518, 104", // of larger images
    "8, 1024, 26",
    "512, 8192, 0" // then each batch is computed alone
  })
  void whatIsComputedTogetherIsBounded(int busy, int side, int images) {
    assertThat(FrozenPrefix.together(busy, 3 * side * side)).isEqualTo(images);
  }
}
