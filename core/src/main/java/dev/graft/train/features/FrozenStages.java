package dev.graft.train.features;

import dev.graft.torch.Precision;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.layers.Sequential;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.ProcessorSupport;
import dev.graft.torch.tensors.Tensor;

/**
 * The stages before a cut, prepared to run fast when they are first run: not at all where
 * everything they would compute is found.
 */
public final class FrozenStages implements AutoCloseable {

  private final Sequential layers;
  private final Weights weights;
  private final Precision precision;
  private FrozenNetwork network; // null until first run

  /**
   * @throws dev.graft.torch.UnavailablePrecisionException if this processor does not compute in
   *     {@code precision}, before anything is looked for
   */
  public FrozenStages(Sequential layers, Weights weights, Precision precision) {
    ProcessorSupport.require(precision);
    this.layers = layers;
    this.weights = weights;
    this.precision = precision;
  }

  int count() {
    return layers.layers().size();
  }

  /** What images are to be, and feature maps come as. */
  Precision precision() {
    return precision;
  }

  /**
   * What they make of images [N, 3, H, W], of each the same whatever it comes with; it lives in the
   * innermost scope.
   */
  Tensor forward(Tensor images) {
    if (network == null) {
      network = new FrozenNetwork(layers, weights, precision);
    }
    return network.forwardAlike(images);
  }

  @Override
  public void close() {
    if (network != null) {
      network.close();
    }
  }
}
