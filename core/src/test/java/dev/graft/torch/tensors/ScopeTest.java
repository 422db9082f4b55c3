package dev.graft.torch.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.torch.layers.Weights;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who owns a native object, and until when. */
class ScopeTest {

  @Test
  void whatIsMadeInAScopeDiesWithIt() {
    try (var warm = Scope.open()) {
      Tensor.of(new float[] {1}, 1);
    }
    long before = Native.liveObjects();
    try (var scope = Scope.open()) {
      Tensor.of(new float[] {1, 2}, 2);
      assertThat(Native.liveObjects()).isGreaterThan(before);
    }
    assertThat(Native.liveObjects()).isEqualTo(before);
  }

  @Test
  void keepHandsOneObjectOutside() {
    try (var outside = Scope.open()) {
      Tensor kept;
      try (var inside = Scope.open()) {
        kept = inside.keep(Tensor.of(new float[] {3, 4}, 2));
      }
      assertThat(kept.floats()).containsExactly(3, 4);
    }
  }

  @Test
  void theOutermostScopeHasNowhereToHandTo() {
    try (var scope = Scope.open()) {
      Tensor tensor = Tensor.of(new float[] {1}, 1);
      assertThatThrownBy(() -> scope.keep(tensor)).hasMessageContaining("scope outside");
    }
  }

  @Test
  void noTensorIsMadeOutsideAnyScope() {
    assertThatThrownBy(() -> Tensor.of(new float[] {1}, 1)).hasMessageContaining("no Scope");
  }

  @Test
  void scopesSayWhetherGradientsAreRecorded() {
    try (var outside = Scope.open();
        var weights = new Weights()) {
      weights.put("w", Tensor.of(new float[] {1, 2}, 1, 2));
      weights.learn(List.of("w"));
      Tensor labels = Tensor.ofIndices(new int[] {0});
      try (var inside = Scope.withoutGradients()) {
        Tensor loss = new CrossEntropy(0).of(weights.get("w"), Target.of(labels));
        assertThatThrownBy(loss::backward).isInstanceOf(RuntimeException.class);
      }
      new CrossEntropy(0).of(weights.get("w"), Target.of(labels)).backward();
      assertThat(weights.get("w").gradient()).hasSize(2);
    }
  }

  @Test
  void weightsOutliveScopesAndSharedOnesTheirFirstOwner() {
    long before;
    Weights second = new Weights();
    try (var warm = Scope.open()) {
      before = Native.liveObjects();
    }
    try (var first = new Weights()) {
      try (var scope = Scope.open()) {
        first.put("w", Tensor.of(new float[] {5}, 1));
      }
      second.share(first, List.of("w"));
    }
    assertThat(second.get("w").floats()).containsExactly(5);
    second.close();
    assertThat(Native.liveObjects()).isLessThanOrEqualTo(before);
  }
}
