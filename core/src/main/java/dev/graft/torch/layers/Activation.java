package dev.graft.torch.layers;

import dev.graft.torch.tensors.Tensor;
import org.bytedeco.pytorch.global.torch;

/** An elementwise non-linearity, in place: the result is the input, overwritten. */
public enum Activation implements Layer {
  /** max(x, 0). */
  RELU,
  /** min(max(x, 0), 6). */
  RELU6;

  /** The largest value it gives; the smallest is 0, and what is in between stays as it is. */
  public double limit() {
    return switch (this) {
      case RELU -> Double.POSITIVE_INFINITY;
      case RELU6 -> 6;
    };
  }

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    switch (this) {
      case RELU -> torch.relu_(input.handle());
      case RELU6 -> torch.relu6_(input.handle());
    }
    return input;
  }

  @Override
  public boolean overwritesInput() {
    return true;
  }
}
