package dev.graft.backbone.family;

import dev.graft.torch.layers.Activation;
import dev.graft.torch.layers.Conv2d;
import dev.graft.torch.layers.Gate;
import dev.graft.torch.layers.GlobalAveragePool;
import dev.graft.torch.layers.Sequential;

/**
 * Squeeze and excitation (Hu et al., 2018, arXiv 1709.01507): a factor for each channel from the
 * means of all of them.
 *
 * @param first name of the convolution to fewer channels within {@code se}
 * @param second name of the one back
 * @param inner between the two
 * @param opening behind them
 */
record SqueezeExcite(String first, String second, Activation inner, Activation opening) {

  /** For maps of so many channels, through {@code squeezed}. */
  Gate of(String name, int channels, int squeezed) {
    return new Gate(
        Sequential.of(
            new GlobalAveragePool(true),
            Conv2d.same(name + ".se." + first, channels, squeezed, 1, 1).withBias(),
            inner,
            Conv2d.same(name + ".se." + second, squeezed, channels, 1, 1).withBias(),
            opening));
  }
}
