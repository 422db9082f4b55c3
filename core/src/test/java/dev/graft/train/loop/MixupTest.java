package dev.graft.train.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.graft.torch.tensors.CrossEntropy;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Target;
import dev.graft.torch.tensors.Tensor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MixupTest {

  private static final int[] LABELS = {0, 1, 2, 0};

  @Test
  void imagesAndLabelsAreBlendedByTheSameShares() {
    try (var scope = Scope.withoutGradients()) {
      // Row i is 10^i in one place: which rows were blended can be read off.
      Tensor input = Tensor.of(new double[] {1, 10, 100, 1000}, 4, 1);
      for (long seed = 0; seed < 20; seed++) {
        Mixup.Mixed mixed = new Mixup(0.4).of(input, LABELS, seed);
        double share = mixed.target().share();
        double[] blended = mixed.input().doubles();
        double[] others = mixed.target().others().orElseThrow().toDouble().doubles();
        double[] rows = {1, 10, 100, 1000};
        for (int i = 0; i < 4; i++) {
          double partner = (blended[i] - share * rows[i]) / (1 - share);
          int row = (int) Math.round(Math.log10(partner));
          assertThat(LABELS[row]).isEqualTo((int) others[i]);
        }
      }
    }
  }

  @Test
  void sharesAreThoseOfTheBetaDistribution() {
    double alpha = 0.3;
    double sum = 0;
    double squares = 0;
    int draws = 4000;
    try (var scope = Scope.withoutGradients()) {
      Tensor input = Tensor.of(new double[] {1, 2}, 2, 1);
      for (int i = 0; i < draws; i++) {
        double share = new Mixup(alpha).of(input, new int[] {0, 1}, i).target().share();
        sum += share;
        squares += share * share;
      }
    }
    double mean = sum / draws;
    assertThat(mean).isCloseTo(0.5, within(0.03));
    // Var of Beta(a, a) = 1 / (4 (2 a + 1))
    assertThat(squares / draws - mean * mean).isCloseTo(0.25 / (2 * alpha + 1), within(0.01));
  }

  @Test
  void theLossOfABlendIsTheBlendOfTheLosses() {
    try (var scope = Scope.withoutGradients()) {
      Tensor logits = Tensor.of(new double[] {1, 2, 3, 0.5, -1, 2}, 2, 3);
      var loss = new CrossEntropy(0);
      double first = loss.of(logits, Target.of(Tensor.ofIndices(new int[] {0, 1}))).item();
      double second = loss.of(logits, Target.of(Tensor.ofIndices(new int[] {2, 2}))).item();
      var blend =
          new Target(
              Tensor.ofIndices(new int[] {0, 1}),
              Optional.of(Tensor.ofIndices(new int[] {2, 2})),
              0.3);
      assertThat(loss.of(logits, blend).item())
          .isCloseTo(0.3 * first + 0.7 * second, within(1e-12));
    }
  }

  @Test
  void weightedClassesCountByTheirWeights() {
    try (var scope = Scope.withoutGradients()) {
      Tensor logits = Tensor.of(new double[] {1, 2, 0, 0.5, 2, -1}, 3, 2);
      Target target = Target.of(Tensor.ofIndices(new int[] {0, 1, 1}));
      double[] each = {
        Math.log(1 + Math.E), Math.log(1 + Math.exp(-0.5)), Math.log(1 + Math.exp(3))
      };
      double expected = (2 * each[0] + 0.5 * each[1] + 0.5 * each[2]) / 3;
      assertThat(new CrossEntropy(0, List.of(2.0, 0.5)).of(logits, target).item())
          .isCloseTo(expected, within(1e-12));
    }
  }

  @Test
  void withoutAlphaNothingIsBlended() {
    try (var scope = Scope.withoutGradients()) {
      Tensor input = Tensor.of(new double[] {1, 2, 3, 4}, 4, 1);
      assertThat(new Mixup(0).of(input, LABELS, 1).input()).isSameAs(input);
    }
  }
}
