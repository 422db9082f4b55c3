package dev.graft.torch.layers;

import dev.graft.torch.tensors.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The largest value under a square window, [N, C, H, W] to [N, C, H', W']. */
public record MaxPool2d(int kernel, int stride, int padding) implements Layer {

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    return new Tensor(
        torch.max_pool2d(
            input.handle(),
            new long[] {kernel, kernel},
            new long[] {stride, stride},
            new long[] {padding, padding},
            new long[] {1, 1},
            false));
  }

  @Override
  public Shape output(Shape input) {
    return input.windowed(input.size(0), kernel, stride, padding);
  }
}
