package dev.graft.torch.layers;

import dev.graft.torch.tensors.Tensor;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * The mean under a square window that moves by its own size, [N, C, H, W] to [N, C, ceil(H / size),
 * ceil(W / size)]; what lies outside of the maps does not count.
 */
public record AveragePool2d(int size) implements Layer {

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    return new Tensor(
        torch.avg_pool2d(
            input.handle(),
            new long[] {size, size},
            new long[] {size, size},
            new long[] {0, 0},
            true,
            false,
            new LongOptional()));
  }

  @Override
  public Shape output(Shape input) {
    return input.with(1, covered(input.size(1))).with(2, covered(input.size(2)));
  }

  private int covered(int length) {
    return (length + size - 1) / size;
  }
}
