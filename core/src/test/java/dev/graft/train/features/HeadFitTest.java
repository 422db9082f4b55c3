package dev.graft.train.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.graft.torch.compute.LogisticRegression.Solution;
import dev.graft.train.evaluation.Metric;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadFitTest {

  private static final int WIDTH = 20;

  /** Two classes whose means are {@code apart}, of features {@code scale} wide. */
  private static HeadFit.Rows rows(int count, double apart, double scale, long seed) {
    var random = new Random(seed);
    float[][] features = new float[count][WIDTH];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 2;
      for (int j = 0; j < WIDTH; j++) {
        double centre = j == 0 ? apart * (labels[i] - 0.5) : 0;
        features[i][j] = (float) (scale * (random.nextGaussian() + centre));
      }
    }
    return new HeadFit.Rows(features, labels);
  }

  @Test
  void noisierClassesGetAStrongerPenalty() {
    var fit = new HeadFit(2);
    HeadFit.Rows clear = rows(60, 8, 1, 1);
    HeadFit.Rows noisy = rows(60, 0.2, 1, 2);
    double weak = fit.fit(clear, 1, Optional.of(rows(400, 8, 1, 3))).penalty();
    double strong = fit.fit(noisy, 1, Optional.of(rows(400, 0.2, 1, 4))).penalty();
    assertThat(strong).isGreaterThan(weak);
  }

  @Test
  void theScaleOfTheFeaturesDoesNotMatter() {
    Solution one = new HeadFit(2).fit(rows(80, 1, 1, 1), 1, Optional.empty());
    Solution other = new HeadFit(2).fit(rows(80, 1, 1000, 1), 1, Optional.empty());
    assertThat(other.penalty()).isEqualTo(one.penalty());
    for (int i = 0; i < one.weight().length; i++) {
      assertThat(1000 * other.weight()[i]).isCloseTo(one.weight()[i], within(1e-4));
    }
  }

  @Test
  void withoutValidationSomeImagesChooseAndAllAreFittedInTheEnd() {
    HeadFit.Rows rows = rows(100, 2, 1, 5);
    Solution chosen = new HeadFit(2).fit(rows, 2, Optional.empty());
    Solution same = new HeadFit(2).fit(rows, 2, Optional.of(rows));
    assertThat(chosen.penalty()).isGreaterThanOrEqualTo(same.penalty());
    assertThat(chosen.loss()).isPositive().isLessThan(Math.log(2));
    assertThat(new HeadFit(2).fit(rows(4, 2, 1, 6), 1, Optional.empty()).loss()).isPositive();
  }

  /**
   * Judges of whom nine in ten are of a class that the head knows well: their log loss asks for a
   * weak penalty, that of classes that count alike for a strong one.
   */
  @Test
  void theMetricSaysWhichLogLossChoosesThePenalty() {
    HeadFit.Rows train = rows(60, 1.5, 1, 1);
    HeadFit.Rows clear = rows(1440, 6, 1, 3);
    HeadFit.Rows noisy = rows(80, -0.5, 1, 4);
    float[][] features = new float[760][];
    int[] labels = new int[760];
    int n = 0;
    for (int i = 0; i < 1440; i += 2) { // of class 0, as clear as can be
      features[n] = clear.features()[i];
      labels[n++] = 0;
    }
    for (int i = 1; i < 80; i += 2) { // of class 1, misleading
      features[n] = noisy.features()[i];
      labels[n++] = 1;
    }
    Optional<HeadFit.Rows> judges = Optional.of(new HeadFit.Rows(features, labels));
    double byImages = new HeadFit(2).fit(train, 1, judges).penalty();
    double byClasses = new HeadFit(2, List.of(), Metric.BALANCED).fit(train, 1, judges).penalty();
    assertThat(byClasses).isGreaterThan(byImages);
  }
}
