package dev.graft.torch.layers;

import dev.graft.torch.tensors.Tensor;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/**
 * Zeros around maps [N, C, H, W], so many that a window of {@code kernel} pixels at {@code stride}
 * fits ceil(H / stride) times, as TensorFlow pads ("SAME"): what cannot be halved is one more at
 * the bottom and at the right.
 */
public record SamePadding(int kernel, int stride) implements Layer {

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    var x = input.handle();
    long rows = total(x.size(2));
    long columns = total(x.size(3));
    if (rows == 0 && columns == 0) {
      return input;
    }
    long[] around = {columns / 2, columns - columns / 2, rows / 2, rows - rows / 2};
    return new Tensor(torch.constant_pad_nd(x, around, new Scalar(0)));
  }

  private long total(long length) {
    long windows = (length + stride - 1) / stride;
    return Math.max((windows - 1) * stride + kernel - length, 0);
  }

  @Override
  public boolean passesOn() {
    return true;
  }

  @Override
  public Shape output(Shape input) {
    return Shape.of(
        input.size(0),
        input.size(1) + Math.toIntExact(total(input.size(1))),
        input.size(2) + Math.toIntExact(total(input.size(2))));
  }
}
