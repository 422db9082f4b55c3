package dev.graft.torch.layers;

import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import java.util.List;

/** Layers one after the other; what only the next layer reads is freed as soon as it was read. */
public record Sequential(List<Layer> layers) implements Layer {

  public Sequential {
    layers = List.copyOf(layers);
  }

  /** The given layers in order. */
  public static Sequential of(Layer... layers) {
    return new Sequential(List.of(layers));
  }

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    Tensor x = input;
    for (Layer layer : layers) {
      Tensor next = forward(layer, x, weights, pass);
      x.releaseUnlessIn(input, next);
      x = next;
    }
    return x;
  }

  /** What the layer makes on its way goes at once, unless gradients need it. */
  private static Tensor forward(Layer layer, Tensor x, Weights weights, Pass pass) {
    try (var scope = Scope.inner()) {
      Tensor next = layer.forward(x, weights, pass);
      return next == x ? x : scope.keep(next);
    }
  }

  @Override
  public List<Layer> children() {
    return layers;
  }

  @Override
  public Sequential withChildren(List<Layer> others) {
    return new Sequential(others);
  }

  @Override
  public boolean passesOn() {
    return layers.stream().allMatch(Layer::passesOn);
  }
}
