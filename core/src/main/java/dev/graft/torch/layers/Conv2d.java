package dev.graft.torch.layers;

import dev.graft.torch.tensors.Convolution;
import dev.graft.torch.tensors.Tensor;
import java.util.List;

/**
 * A square two-dimensional convolution, [N, in, H, W] to [N, out, H', W'].
 *
 * @param name prefix of its entries, {@code layer1.0.conv1}
 * @param padding zeros added on every side
 * @param groups 1, or {@code in} for a depthwise convolution
 * @param bias whether a value is added to each channel
 */
public record Conv2d(
    String name, int in, int out, int kernel, int stride, int padding, int groups, boolean bias)
    implements Layer {

  public Conv2d {
    if (in % groups != 0 || out % groups != 0) {
      throw new IllegalArgumentException(
          name + ": channels " + in + " and " + out + " must be multiples of groups " + groups);
    }
  }

  /** A convolution without bias that keeps the image's size at stride 1. */
  public static Conv2d same(String name, int in, int out, int kernel, int stride) {
    return new Conv2d(name, in, out, kernel, stride, kernel / 2, 1, false);
  }

  /** The same convolution of each channel by itself, {@code channels} to {@code channels}. */
  public static Conv2d depthwise(String name, int channels, int kernel, int stride) {
    return new Conv2d(name, channels, channels, kernel, stride, kernel / 2, channels, false);
  }

  public Conv2d withBias() {
    return new Conv2d(name, in, out, kernel, stride, padding, groups, true);
  }

  /** The same with {@code zeros} added on every side. */
  public Conv2d withPadding(int zeros) {
    return new Conv2d(name, in, out, kernel, stride, zeros, groups, bias);
  }

  /** The same in {@code count} groups of channels that know nothing of each other. */
  public Conv2d withGroups(int count) {
    return new Conv2d(name, in, out, kernel, stride, padding, count, bias);
  }

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    Tensor added = bias ? weights.get(name + ".bias") : null;
    return forward(input, weights.get(name + ".weight"), added);
  }

  /** The same with weight and bias from elsewhere; {@code added} may be null. */
  public Tensor forward(Tensor input, Tensor weight, Tensor added) {
    return new Convolution(kernel, stride, padding, groups).of(input, weight, added);
  }

  @Override
  public List<Entry> entries() {
    // He et al., 2015, arXiv 1502.01852, "fan out", as torchvision begins its networks
    var first = new Initialiser.Normal(Math.sqrt(2.0 / ((double) out * kernel * kernel)));
    Entry weight = Entry.parameter(name + ".weight", first, out, in / groups, kernel, kernel);
    return bias
        ? List.of(weight, Entry.parameter(name + ".bias", new Initialiser.Constant(0), out))
        : List.of(weight);
  }

  @Override
  public Shape output(Shape input) {
    return input.windowed(out, kernel, stride, padding);
  }

  @Override
  public long multiplyAdds(Shape input) {
    return output(input).elements() * (in / groups) * kernel * kernel;
  }
}
