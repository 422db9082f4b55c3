package dev.graft.torch;

import java.util.List;
import org.bytedeco.pytorch.global.torch;

/** An elementwise non-linearity; it may overwrite its input, which nothing else reads. */
public enum Activation implements Layer {
  /** max(x, 0). */
  RELU,
  /** min(max(x, 0), 6). */
  RELU6;

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    return new Tensor(
        switch (this) {
          case RELU -> torch.relu_(input.handle());
          case RELU6 -> torch.relu6_(input.handle());
        });
  }

  @Override
  public List<Entry> entries() {
    return List.of();
  }
}
