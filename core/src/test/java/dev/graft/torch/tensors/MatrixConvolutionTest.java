package dev.graft.torch.tensors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.Golden;
import dev.graft.torch.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A convolution as a product of matrices, against libtorch's own in float32. */
class MatrixConvolutionTest {

  private static final int IN = 6;
  private static final int OUT = 48;

  /** What comes out and both gradients, one after the other. */
  private static List<double[]> run(Convolution convolution, int side, Precision precision) {
    try (var scope = Scope.open()) {
      Tensor images = Golden.input(1, 3, IN, side, side).channelsLast();
      int kernel = convolution.kernel();
      Tensor filters = Golden.input(2, OUT, IN, kernel, kernel).channelsLast();
      Tensor input = images.to(precision).asLeaf();
      Tensor weight = filters.to(precision).asLeaf();
      Tensor bias = Tensor.of(Golden.input(3, OUT, 1, 1, 1).floats(), OUT);
      assertThat(MatrixConvolution.pays(convolution, input, weight))
          .isEqualTo(precision == Precision.BFLOAT16);
      Tensor output = convolution.of(input, weight, bias);
      output.handle().square().sum().backward();
      return List.of(
          output.doubles(), input.leafGradient().doubles(), weight.leafGradient().doubles());
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 1, 1, 5", "3, 2, 1, 8", "3, 2, 0, 7", "5, 1, 2, 5", "7, 3, 3, 11"})
  void itIsTheSameConvolution(int kernel, int stride, int padding, int side) {
    var convolution = new Convolution(kernel, stride, padding, 1);
    List<double[]> exact = run(convolution, side, Precision.FLOAT32);
    List<double[]> product = run(convolution, side, Precision.BFLOAT16);
    for (int i = 0; i < exact.size(); i++) {
      // Inputs, weights and results are rounded to 8 bits, by 2^-9 of them each.
      assertThat(distance(product.get(i), exact.get(i))).as("result %d", i).isLessThan(0.01);
    }
  }

  @Test
  void itIsForManyWeightsAndFewPlacesInBfloat16() {
    try (var scope = Scope.open()) {
      var same = new Convolution(3, 1, 1, 1);
      Tensor weight = Golden.input(2, OUT, 6, 3, 3).to(Precision.BFLOAT16);
      Tensor images = Golden.input(1, 3, 6, 5, 5).to(Precision.BFLOAT16);
      assertThat(MatrixConvolution.pays(same, images, weight.asLeaf())).isTrue();
      assertThat(MatrixConvolution.pays(same, images, weight)).as("nothing learns").isFalse();
      Tensor larger = Golden.input(1, 4, 6, 5, 5).to(Precision.BFLOAT16);
      assertThat(MatrixConvolution.pays(same, larger, weight.asLeaf())).as("100 places").isFalse();
      var point = new Convolution(1, 1, 0, 1);
      assertThat(MatrixConvolution.pays(point, images, weight.asLeaf())).as("1 x 1").isFalse();
    }
  }

  private static double distance(double[] one, double[] other) {
    assertThat(one).hasSameSizeAs(other);
    double difference = 0;
    double size = 0;
    for (int i = 0; i < one.length; i++) {
      difference += Math.pow(one[i] - other[i], 2);
      size += Math.pow(other[i], 2);
    }
    return Math.sqrt(difference / size);
  }
}
