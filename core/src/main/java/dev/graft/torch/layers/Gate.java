package dev.graft.torch.layers;

import dev.graft.torch.tensors.ElementType;
import dev.graft.torch.tensors.Tensor;
import java.util.List;

/**
 * {@code x * opening(x)}, where a factor for each channel, [N, C, 1, 1], spreads over maps [N, C,
 * H, W]: squeeze and excitation (Hu et al., 2018, arXiv 1709.01507).
 *
 * @param opening that the factors come from; it may not start with an {@link Activation}, which
 *     would overwrite {@code x}
 */
public record Gate(Sequential opening) implements Layer {

  public Gate {
    if (opening.overwritesInput()) {
      throw new IllegalArgumentException("a gate cannot start with an activation");
    }
  }

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    Tensor factors = opening.forward(input, weights, pass);
    var result = input.handle().mul(factors.handle().to(input.handle().scalar_type()));
    factors.releaseUnlessIn(input);
    return new Tensor(result);
  }

  @Override
  public List<Layer> children() {
    return List.of(opening);
  }

  @Override
  public boolean branches() {
    return true;
  }

  @Override
  public Gate withChildren(List<Layer> others) {
    return new Gate((Sequential) others.get(0));
  }

  @Override
  public ElementType output(ElementType input) {
    return input;
  }

  @Override
  public Shape output(Shape input) {
    return input;
  }
}
