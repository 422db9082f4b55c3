package dev.graft.bench;

import dev.graft.torch.layers.Conv2d;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.Shape;

/**
 * Floating-point operations of a network on one square image: two for each of its {@link
 * Layer#multiplyAdds}.
 *
 * @param forward operations of a forward pass
 * @param first those of the first convolution, to whose input no gradient flows
 */
record Flops(double forward, double first) {

  /** Of {@code layer} on an image of {@code side} x {@code side} pixels. */
  static Flops of(Layer layer, int side) {
    Shape image = Shape.of(3, side, side);
    Layer first = layer;
    while (!first.children().isEmpty()) {
      first = first.children().get(0);
    }
    if (!(first instanceof Conv2d)) {
      throw new IllegalArgumentException("a network begins with a convolution, not " + first);
    }
    return new Flops(2.0 * layer.multiplyAdds(image), 2.0 * first.multiplyAdds(image));
  }

  /**
   * Of a training step: forward, gradients of the weights, gradients of all inputs but the first.
   */
  double training() {
    return 3 * forward - first;
  }
}
