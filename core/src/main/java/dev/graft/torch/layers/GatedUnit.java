package dev.graft.torch.layers;

import dev.graft.torch.tensors.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The first half of the last dimension through SiLU, times the second, [..., 2 * width] to [...,
 * width]: SwiGLU of Shazeer, 2020, arXiv 2002.05202, behind its linear layer.
 */
public record GatedUnit(int width) implements Layer {

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    var x = input.handle();
    return new Tensor(torch.silu(x.narrow(-1, 0, width)).mul(x.narrow(-1, width, width)));
  }

  @Override
  public Shape output(Shape input) {
    return input.with(-1, width);
  }
}
