package dev.graft.torch.layers;

import dev.graft.torch.tensors.Tensor;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;

/**
 * Global response normalisation of maps [N, width, H, W] (Woo et al., 2023, arXiv 2301.00808,
 * section 3.3): x + bias + weight * x * n, where n is a channel's l2 norm over all places by the
 * mean of these norms.
 *
 * @param name prefix of its entries, {@code stages.0.blocks.0.mlp.grn}
 */
public record ResponseNorm(String name, int width) implements Layer {

  /** Added to the mean of the norms. */
  public static final double EPSILON = 1e-6;

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    var x = input.handle();
    // Not the root of a sum of squares: that has no slope where a channel is zero everywhere.
    var norms = x.norm(new ScalarOptional(new Scalar(2)), new long[] {2, 3}, true);
    var mean = norms.mean(new long[] {1}, true, new ScalarTypeOptional());
    var relative = norms.div(mean.add(new Scalar(EPSILON)));
    var weight = weights.get(name + ".weight").handle().to(x.scalar_type()).view(-1, 1, 1);
    var bias = weights.get(name + ".bias").handle().to(x.scalar_type()).view(-1, 1, 1);
    return new Tensor(x.add(bias).add(x.mul(weight.mul(relative))));
  }

  @Override
  public List<Entry> entries() {
    return List.of(
        Entry.parameter(name + ".weight", new Initialiser.Constant(0), width),
        Entry.parameter(name + ".bias", new Initialiser.Constant(0), width));
  }
}
