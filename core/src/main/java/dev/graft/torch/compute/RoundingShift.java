package dev.graft.torch.compute;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import dev.graft.torch.layers.Activation;
import dev.graft.torch.layers.BatchNorm2d;
import dev.graft.torch.layers.Weights;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What rounding a convolution's weights adds to each of its outputs on average, so that the bias
 * can take it back (Nagel et al., 2019, "Data-free quantization through weight equalization and
 * bias correction", section 4.2).
 *
 * <p>The mean of an input channel is known without data where it comes from a batch normalisation:
 * its values are spread around the shift by the scale, and the activation clips them.
 */
final class RoundingShift {

  private static final double SQRT_2_PI = Math.sqrt(2 * Math.PI);

  private RoundingShift() {}

  /** Mean of each channel [C] after {@code norm} and {@code activation}, if values are normal. */
  static Tensor mean(BatchNorm2d norm, Activation activation, Weights weights) {
    Tensor shift = weights.get(norm.name() + ".bias").handle().to(ScalarType.Double);
    Tensor scale =
        weights.get(norm.name() + ".weight").handle().to(ScalarType.Double).abs().clamp_min(tiny());
    Tensor low = shift.neg().div(scale);
    Tensor high =
        shift.neg().add(new Scalar(activation.limit())).div(scale).clamp_max(new Scalar(1e9));
    Tensor inside = torch.special_ndtr(high).sub(torch.special_ndtr(low));
    Tensor mean = shift.mul(inside).add(scale.mul(density(low).sub(density(high))));
    if (activation.limit() == Double.POSITIVE_INFINITY) {
      return mean;
    }
    return mean.add(torch.special_ndtr(high.neg()).mul(new Scalar(activation.limit())));
  }

  private static Scalar tiny() {
    return new Scalar(1e-6);
  }

  private static Tensor density(Tensor x) {
    return x.square().mul(new Scalar(-0.5)).exp().div(new Scalar(SQRT_2_PI));
  }

  /**
   * The shift of each output [out] by rounding {@code exact} weights [out, in / groups, k, k] to
   * {@code rounded} ones, for inputs of that mean [in]. Padding is left out of account.
   */
  static Tensor of(Tensor exact, Tensor rounded, Tensor mean) {
    Tensor error =
        rounded.to(ScalarType.Double).sub(exact.to(ScalarType.Double)).sum(new long[] {2, 3});
    long each = error.size(1);
    long groups = mean.size(0) / each;
    return error.view(groups, -1, each).bmm(mean.view(groups, each, 1)).flatten();
  }
}
