package dev.graft.torch.tensors;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * How a convolution is computed, [N, in, H, W] to [N, out, H', W'].
 *
 * <p>A depthwise one with float32 weights computes in float32 whatever its input: a channel's nine
 * weights do not average out what rounding them to bfloat16 does, and oneDNN's gradients of a
 * strided one take ten times as long in bfloat16.
 */
public record Convolution(int kernel, int stride, int padding, int groups) {

  /** Of {@code weight} [out, in / groups, k, k] and {@code added} [out], which may be null. */
  public Tensor of(Tensor input, Tensor weight, Tensor added) {
    ScalarType type = input.handle().scalar_type().intern();
    if (groups > 1 && type == ScalarType.BFloat16 && weight.type() == ElementType.F32) {
      var wide = convolve(input.handle().to(ScalarType.Float), weight, added, ScalarType.Float);
      return new Tensor(wide.to(type));
    }
    return MatrixConvolution.isNeeded(this, input) || MatrixConvolution.pays(this, input, weight)
        ? MatrixConvolution.forward(this, input, weight, added)
        : new Tensor(convolve(input.handle(), weight, added, type));
  }

  private org.bytedeco.pytorch.Tensor convolve(
      org.bytedeco.pytorch.Tensor input, Tensor weight, Tensor added, ScalarType type) {
    if (type == ScalarType.BFloat16 && groups == 1) {
      // In plain layout oneDNN 3.7.1 computes fewer than 16 channels directly, with wrong
      // results on an EPYC of family 26; channels-last it does not.
      input = input.contiguous(torch.MemoryFormat.ChannelsLast);
    }
    if (type == ScalarType.BFloat16 && added != null && added.type() == ElementType.F32) {
      // conv2d wants a bias of the input's format; oneDNN adds a float32 one before it rounds.
      return torch.mkldnn_convolution(
          input,
          weight.handle().to(type),
          new TensorOptional(added.handle()),
          new long[] {padding, padding},
          new long[] {stride, stride},
          new long[] {1, 1},
          groups);
    }
    return torch.conv2d(
        input,
        weight.handle().to(type),
        added == null ? new TensorOptional() : new TensorOptional(added.handle().to(type)),
        new long[] {stride, stride},
        new long[] {padding, padding},
        new long[] {1, 1},
        groups);
  }
}
