package dev.graft.torch.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.Golden;
import dev.graft.Needs;
import dev.graft.torch.Precision;
import dev.graft.torch.tensors.Generator;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import java.util.List;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dropout by a generator of its own beside libtorch's, which draws from that of the process. */
class DropoutTest {

  private static final double PROBABILITY = 0.3;
  private static final long SEED = 1_000_003L * 7 + 12;

  private final Dropout dropout = new Dropout(PROBABILITY);
  private final Weights none = new Weights();

  /** Of one sequence, two layers' numbers one after the other, as a network draws them. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void theSameSeedDropsWhatLibtorchDrops(Precision precision) {
    Needs.precision(precision);
    try (var scope = Scope.open()) {
      Tensor small = Golden.input(1, 5, 7).to(precision);
      Tensor large = Golden.input(2, 64, 1280).to(precision);
      torch.manual_seed(SEED);
      List<double[]> expected = List.of(ofLibtorch(small), ofLibtorch(large));
      Pass pass = Pass.TRAINING.drawing(Generator.seeded(SEED));
      assertThat(dropped(small, pass)).isEqualTo(expected.get(0));
      assertThat(dropped(large, pass)).isEqualTo(expected.get(1));
      assertThat(expected.get(1)).contains(0.0);
    }
  }

  private static double[] ofLibtorch(Tensor input) {
    return new Tensor(torch.dropout(input.handle(), PROBABILITY, true)).doubles();
  }

  private double[] dropped(Tensor input, Pass pass) {
    return dropout.forward(input, none, pass).doubles();
  }

  @Test
  void gradientsAreDroppedAsValuesAre() {
    try (var scope = Scope.open()) {
      Tensor ones = Tensor.of(new double[] {1, 1, 1, 1, 1, 1, 1, 1}, 2, 4).asLeaf();
      Tensor output = dropout.forward(ones, none, Pass.TRAINING.drawing(Generator.seeded(SEED)));
      output.backward(Tensor.of(new double[] {1, 1, 1, 1, 1, 1, 1, 1}, 2, 4));
      assertThat(ones.leafGradient().doubles()).isEqualTo(output.doubles()).contains(0.0);
    }
  }

  @Test
  void withoutAGeneratorItSaysSo() {
    try (var scope = Scope.withoutGradients()) {
      Tensor input = Golden.input(1, 2, 3);
      assertThatThrownBy(() -> dropout.forward(input, none, Pass.TRAINING))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Pass.drawing");
      assertThat(dropout.forward(input, none, Pass.EVALUATION)).isSameAs(input);
    }
  }
}
