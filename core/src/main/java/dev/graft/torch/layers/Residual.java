package dev.graft.torch.layers;

import dev.graft.torch.tensors.Tensor;
import java.util.List;

/**
 * {@code main(x) + shortcut(x)} (He et al., 2016); an empty shortcut passes {@code x} on.
 *
 * <p>Neither branch may start with an {@link Activation}, which would overwrite the other's input;
 * the sum overwrites what the main branch computed.
 */
public record Residual(Sequential main, Sequential shortcut) implements Layer {

  public Residual {
    requireOwnInput(main);
    requireOwnInput(shortcut);
  }

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    Tensor computed = main.forward(input, weights, pass);
    Tensor passedOn = shortcut.forward(input, weights, pass);
    if (computed == input) {
      return computed.plus(passedOn);
    }
    computed.add(passedOn);
    passedOn.releaseUnlessIn(input);
    return computed;
  }

  @Override
  public List<Layer> children() {
    return List.of(main, shortcut);
  }

  @Override
  public boolean branches() {
    return true;
  }

  @Override
  public Residual withChildren(List<Layer> others) {
    return new Residual((Sequential) others.get(0), (Sequential) others.get(1));
  }

  private static void requireOwnInput(Sequential branch) {
    if (branch.overwritesInput()) {
      throw new IllegalArgumentException("a residual branch cannot start with an activation");
    }
  }
}
