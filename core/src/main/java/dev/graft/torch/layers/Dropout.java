package dev.graft.torch.layers;

import dev.graft.torch.tensors.Tensor;
import org.bytedeco.pytorch.global.torch;

/** In training, zeroes each element with {@code probability} and scales up the rest. */
public record Dropout(double probability) implements Layer {

  public Dropout {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException("dropout must be in [0, 1), got " + probability);
    }
  }

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    if (!pass.dropout()) {
      return input;
    }
    return new Tensor(torch.dropout(input.handle(), probability, true));
  }

  @Override
  public boolean passesOn() {
    return true;
  }

  @Override
  public boolean isRandom(Pass pass) {
    return pass.dropout() && probability > 0;
  }
}
