package dev.graft.compare.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.graft.train.features.FrozenFeatures;
import dev.graft.train.features.HeadFit;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutOfFoldTest {

  private static final int WIDTH = 30;

  private static FrozenFeatures features(int count, double apart, int[] labels) {
    var random = new Random(3);
    float[][] rows = new float[count][WIDTH];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < WIDTH; j++) {
        rows[i][j] = (float) (random.nextGaussian() + (j == i % 2 ? apart : 0));
      }
    }
    return new FrozenFeatures(new HeadFit.Rows(rows, labels), 2);
  }

  private static int[] labels(int count) {
    int[] labels = new int[count];
    Arrays.setAll(labels, i -> i % 2);
    return labels;
  }

  /** Fitted to themselves, 60 rows of 30 values would be told without a mistake. */
  @Test
  void noImageVouchesForItself() {
    OutOfFold judged = OutOfFold.of(features(60, 0, labels(60)), 0);
    assertThat(judged.accuracy()).isBetween(0.2, 0.75);
  }

  @Test
  void aWrongLabelIsContradicted() {
    int[] labels = labels(200);
    labels[40] = 1;
    OutOfFold judged = OutOfFold.of(features(200, 6, labels), 0);
    assertThat(judged.label(40)).isEqualTo(1);
    assertThat(judged.probabilities(40)[0]).isGreaterThan(0.8);
    assertThat(Arrays.stream(judged.probabilities(40)).sum()).isCloseTo(1, within(1e-9));
    assertThat(judged.accuracy()).isCloseTo(0.995, within(1e-9));
  }

  @Test
  void theSeedDecidesTheFoldsAndNothingElseDoes() {
    FrozenFeatures features = features(100, 1, labels(100));
    double[] once = OutOfFold.of(features, 0).probabilities(3);
    assertThat(OutOfFold.of(features, 0).probabilities(3)).isEqualTo(once);
    assertThat(OutOfFold.of(features, 1).probabilities(3)).isNotEqualTo(once);
  }

  @Test
  void fewerImagesThanFoldsAreRefused() {
    assertThatThrownBy(() -> OutOfFold.of(features(4, 1, labels(4)), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 folds", "got 4");
  }
}
