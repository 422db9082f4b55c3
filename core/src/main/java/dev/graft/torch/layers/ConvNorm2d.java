package dev.graft.torch.layers;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.tensors.Tensor;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/**
 * A convolution without bias and the batch normalisation of its output.
 *
 * <p>Where the statistics are fixed, normalising is a scale and a shift of each channel, which can
 * be folded into the convolution's weight and bias: its own work vanishes (Jacob et al., 2018,
 * section 3.2). {@link FrozenNetwork} does so ahead; in bfloat16 it is done on the fly, and
 * gradients reach weight, scale and shift all the same. In float32 the two are computed one after
 * the other, as PyTorch does, whose losses they follow step by step.
 */
public record ConvNorm2d(Conv2d convolution, BatchNorm2d norm) implements Layer {

  public ConvNorm2d {
    if (convolution.bias() || convolution.out() != norm.channels()) {
      throw new IllegalArgumentException(
          "%s cannot be folded into %s".formatted(norm, convolution));
    }
  }

  /** {@code convolution} and a batch normalisation with entries named {@code norm}. */
  public static ConvNorm2d of(Conv2d convolution, String norm) {
    return new ConvNorm2d(convolution, new BatchNorm2d(norm, convolution.out()));
  }

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    boolean fixed = pass.statistics() == Pass.Statistics.STORED;
    if (fixed && input.handle().scalar_type().intern() == ScalarType.BFloat16) {
      Folded folded = fold(weights);
      return convolution.forward(input, folded.weight(), folded.bias());
    }
    Tensor convolved = convolution.forward(input, weights, pass);
    Tensor normalised = norm.forward(convolved, weights, pass);
    convolved.releaseUnlessIn();
    return normalised;
  }

  /** What the two are as one convolution: weight [out, in / groups, k, k] and bias [out]. */
  public record Folded(Tensor weight, Tensor bias) {}

  public Folded fold(Weights weights) {
    var mean = weights.get(norm.name() + ".running_mean").handle();
    var variance = weights.get(norm.name() + ".running_var").handle();
    var scale =
        weights
            .get(norm.name() + ".weight")
            .handle()
            .mul(torch.rsqrt(variance.add(new Scalar(norm.epsilon()))));
    var bias = weights.get(norm.name() + ".bias").handle().sub(mean.mul(scale));
    var weight = weights.get(convolution.name() + ".weight").handle();
    return new Folded(new Tensor(weight.mul(scale.view(-1, 1, 1, 1))), new Tensor(bias));
  }

  @Override
  public List<Layer> children() {
    return List.of(convolution, norm);
  }

  @Override
  public ConvNorm2d withChildren(List<Layer> others) {
    return new ConvNorm2d((Conv2d) others.get(0), (BatchNorm2d) others.get(1));
  }
}
