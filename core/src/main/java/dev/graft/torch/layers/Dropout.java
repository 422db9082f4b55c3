package dev.graft.torch.layers;

import dev.graft.torch.tensors.Tensor;
import org.bytedeco.pytorch.Scalar;

/** In training, zeroes each element with {@code probability} and scales up the rest. */
public record Dropout(double probability) implements Layer {

  public Dropout {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException("dropout must be in [0, 1), got " + probability);
    }
  }

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    if (!isRandom(pass)) {
      return input;
    }
    var kept = pass.generator().ones(input, 1 - probability).handle();
    return new Tensor(input.handle().mul(kept.div_(new Scalar(1 - probability))));
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
