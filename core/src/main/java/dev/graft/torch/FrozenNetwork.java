package dev.graft.torch;

import java.util.ArrayList;

/**
 * Layers whose weights do not change any more, prepared to run fast: batch normalisation is folded
 * into the convolutions ahead, weights lie channels-last in the precision asked for.
 *
 * <p>It owns what it prepared, and does not see what later becomes of the weights it was made from.
 * Several threads may run it at once, each within a {@link Scope} of its own.
 */
public final class FrozenNetwork implements AutoCloseable {

  private final Sequential layers;
  private final Weights prepared = new Weights();
  private final Precision precision;

  /** Prepares {@code layers} with what they read of {@code weights}. */
  public FrozenNetwork(Sequential layers, Weights weights, Precision precision) {
    this.precision = precision;
    try (var scope = Scope.withoutGradients()) {
      this.layers = prepare(layers, weights);
    } catch (RuntimeException | Error e) {
      prepared.close();
      throw e;
    }
  }

  /**
   * What the layers make of images [N, 3, H, W] or of earlier layers' output; it lives in the
   * innermost {@link Scope}. Features and logits are float32, feature maps in the precision asked
   * for.
   */
  public Tensor forward(Tensor input) {
    return layers.forward(
        input.dimensions() == 4 ? input.to(precision) : input, prepared, Pass.EVALUATION);
  }

  private Layer prepare(Layer layer, Weights weights) {
    if (layer instanceof Sequential sequential) {
      return prepare(sequential, weights);
    } else if (layer instanceof Residual residual) {
      return new Residual(prepare(residual.main(), weights), prepare(residual.shortcut(), weights));
    } else if (layer instanceof ConvNorm2d both) {
      ConvNorm2d.Folded folded = both.fold(weights);
      Conv2d convolution = both.convolution().withBias();
      prepared.put(convolution.name() + ".weight", folded.weight().to(precision).channelsLast());
      prepared.put(convolution.name() + ".bias", folded.bias().to(precision));
      return convolution;
    }
    for (Entry entry : layer.entries()) {
      prepared.put(entry.name(), weights.get(entry.name()).copy());
    }
    return layer;
  }

  private Sequential prepare(Sequential sequential, Weights weights) {
    var each = new ArrayList<Layer>();
    for (Layer layer : sequential.layers()) {
      each.add(prepare(layer, weights));
    }
    return new Sequential(each);
  }

  @Override
  public void close() {
    prepared.close();
  }
}
