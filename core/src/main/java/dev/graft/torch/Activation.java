package dev.graft.torch;

import java.util.List;
import org.bytedeco.pytorch.global.torch;

/** An elementwise non-linearity, in place: the result is the input, overwritten. */
public enum Activation implements Layer {
  /** max(x, 0). */
  RELU,
  /** min(max(x, 0), 6). */
  RELU6;

  /** The largest value it gives. */
  double limit() {
    return this == RELU6 ? 6 : Double.POSITIVE_INFINITY;
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
  public List<Entry> entries() {
    return List.of();
  }
}
