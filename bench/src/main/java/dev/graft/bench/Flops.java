package dev.graft.bench;

import dev.graft.torch.layers.Conv2d;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.Linear;
import dev.graft.torch.layers.MaxPool2d;

/**
 * Floating-point operations of a network on one square image: two for each multiplication and
 * addition of its convolutions and linear layers. What the other layers do is not counted, being
 * below one in a hundred.
 *
 * @param forward operations of a forward pass
 * @param first those of the first convolution, to whose input no gradient flows
 */
record Flops(double forward, double first) {

  /** Of {@code layer} on an image of {@code side} x {@code side} pixels. */
  static Flops of(Layer layer, int side) {
    var walk = new Walk(side);
    walk.through(layer);
    return new Flops(walk.total, walk.first);
  }

  /**
   * Of a training step: forward, gradients of the weights, gradients of all inputs but the first.
   */
  double training() {
    return 3 * forward - first;
  }

  /** Follows the side of the feature maps through the layers. */
  private static final class Walk {
    private int side;
    private double total;
    private double first;

    Walk(int side) {
      this.side = side;
    }

    void through(Layer layer) {
      if (!layer.children().isEmpty()) {
        int before = side;
        for (Layer child : layer.children()) {
          side = layer.branches() ? before : side;
          through(child);
        }
      } else if (layer instanceof Conv2d c) {
        side = after(c.kernel(), c.stride(), c.padding());
        add(2.0 * side * side * c.out() * c.in() / c.groups() * c.kernel() * c.kernel());
      } else if (layer instanceof MaxPool2d pool) {
        side = after(pool.kernel(), pool.stride(), pool.padding());
      } else if (layer instanceof Linear linear) {
        add(2.0 * linear.in() * linear.out());
      } else if (layer.entries().stream().anyMatch(entry -> entry.shape().size() > 1)) {
        throw new IllegalArgumentException("cannot count the operations of " + layer);
      }
    }

    private int after(int kernel, int stride, int padding) {
      return (side + 2 * padding - kernel) / stride + 1;
    }

    private void add(double operations) {
      total += operations;
      first = first == 0 ? operations : first;
    }
  }
}
