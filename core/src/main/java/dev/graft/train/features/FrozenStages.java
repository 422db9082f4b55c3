package dev.graft.train.features;

import dev.graft.data.batch.Batch;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.layers.Sequential;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Pixels;
import dev.graft.torch.tensors.ProcessorSupport;
import dev.graft.torch.tensors.Tensor;

/**
 * The stages before a cut, prepared to run fast when they are first run: not at all where
 * everything they would compute is found.
 */
public final class FrozenStages implements AutoCloseable {

  private final Sequential layers;
  private final Weights weights;
  private final Compute compute;
  private FrozenNetwork network; // null until first run

  /**
   * @throws dev.graft.torch.UnavailablePrecisionException if this processor does not compute in the
   *     precision of {@code compute}, before anything is looked for
   */
  public FrozenStages(Sequential layers, Weights weights, Compute compute) {
    ProcessorSupport.require(compute.precision());
    this.layers = layers;
    this.weights = weights;
    this.compute = compute;
  }

  int count() {
    return layers.layers().size();
  }

  /** What they run with; images are to be in its precision, and feature maps come in it. */
  Compute compute() {
    return compute;
  }

  /**
   * What they make of images of {@code side} pixels a side, of each the same whatever it comes
   * with; it lives in the innermost scope and outlives the batch.
   */
  Tensor forward(Batch batch, int side) {
    if (network == null) {
      network = new FrozenNetwork(layers, weights, compute);
    }
    return network.forwardAlike(
        count() > 0
            ? Pixels.lent(batch.pixels(), batch.size(), 3, side, side)
            : Pixels.copied(batch.pixels(), compute.precision(), batch.size(), 3, side, side));
  }

  @Override
  public void close() {
    if (network != null) {
      network.close();
    }
  }
}
