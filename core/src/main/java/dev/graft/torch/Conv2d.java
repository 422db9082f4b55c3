package dev.graft.torch;

import java.util.List;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A square two-dimensional convolution without bias, [N, in, H, W] to [N, out, H', W'].
 *
 * @param name prefix of its entries, {@code layer1.0.conv1}
 * @param padding zeros added on every side
 * @param groups 1, or {@code in} for a depthwise convolution
 */
public record Conv2d(String name, int in, int out, int kernel, int stride, int padding, int groups)
    implements Layer {

  public Conv2d {
    if (in % groups != 0 || out % groups != 0) {
      throw new IllegalArgumentException(
          name + ": channels " + in + " and " + out + " must be multiples of groups " + groups);
    }
  }

  /** A convolution that keeps the image's size at stride 1. */
  public static Conv2d same(String name, int in, int out, int kernel, int stride) {
    return new Conv2d(name, in, out, kernel, stride, kernel / 2, 1);
  }

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    return new Tensor(
        torch.conv2d(
            input.handle(),
            weights.get(name + ".weight").handle(),
            new TensorOptional(),
            new long[] {stride, stride},
            new long[] {padding, padding},
            new long[] {1, 1},
            groups));
  }

  @Override
  public List<Entry> entries() {
    return List.of(Entry.parameter(name + ".weight", out, in / groups, kernel, kernel));
  }
}
