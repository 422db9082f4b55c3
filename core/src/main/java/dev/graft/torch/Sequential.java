package dev.graft.torch;

import java.util.List;

/** Layers one after the other. */
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
      x = layer.forward(x, weights, pass);
    }
    return x;
  }

  @Override
  public List<Entry> entries() {
    return layers.stream().flatMap(layer -> layer.entries().stream()).toList();
  }
}
