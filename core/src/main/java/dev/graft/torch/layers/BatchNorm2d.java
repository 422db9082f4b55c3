package dev.graft.torch.layers;

import dev.graft.torch.tensors.Tensor;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Batch normalisation over [N, channels, H, W] (Ioffe and Szegedy, 2015), as PyTorch defines it:
 * normalised by the biased batch variance, running variance moved by the unbiased one, momentum
 * 0.1.
 *
 * @param name prefix of its entries, {@code layer1.0.bn1}
 * @param epsilon added to the variance
 */
public record BatchNorm2d(String name, int channels, double epsilon) implements Layer {

  /** Of PyTorch's, where nobody says otherwise. */
  private static final double USUAL_EPSILON = 1e-5;

  /** Share of a new batch in the running statistics. */
  public static final double MOMENTUM = 0.1;

  /** With PyTorch's usual epsilon, 1e-5. */
  public BatchNorm2d(String name, int channels) {
    this(name, channels, USUAL_EPSILON);
  }

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    if (pass.statistics() != Pass.Statistics.STORED && input.elements() == channels) {
      throw new IllegalArgumentException(
          name
              + " has one value a channel and no variance to normalise by: take a batch of two"
              + " images or more, or larger images");
    }
    boolean moving = pass.statistics() == Pass.Statistics.BATCH_MOVING;
    boolean stored = pass.statistics() == Pass.Statistics.STORED;
    if (moving) {
      weights.get(name + ".num_batches_tracked").handle().add_(new Scalar(1L));
    }
    return new Tensor(
        torch.batch_norm(
            input.handle(),
            optional(weights, ".weight"),
            optional(weights, ".bias"),
            stored || moving ? optional(weights, ".running_mean") : new TensorOptional(),
            stored || moving ? optional(weights, ".running_var") : new TensorOptional(),
            !stored,
            MOMENTUM,
            epsilon,
            false));
  }

  private TensorOptional optional(Weights weights, String suffix) {
    return new TensorOptional(weights.get(name + suffix).handle());
  }

  @Override
  public boolean mixesImages(Pass pass) {
    return pass.statistics() != Pass.Statistics.STORED;
  }

  @Override
  public List<Entry> entries() {
    return List.of(
        Entry.parameter(name + ".weight", new Initialiser.Constant(1), channels),
        Entry.parameter(name + ".bias", new Initialiser.Constant(0), channels),
        Entry.statistic(name + ".running_mean", 0, channels),
        Entry.statistic(name + ".running_var", 1, channels),
        Entry.counter(name + ".num_batches_tracked"));
  }
}
