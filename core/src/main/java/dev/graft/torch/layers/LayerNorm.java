package dev.graft.torch.layers;

import dev.graft.torch.tensors.Tensor;
import java.util.List;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Layer normalisation (Ba et al., 2016, arXiv 1607.06450) of each place by itself: over the last
 * dimension of [..., width], or over the channels of maps [N, width, H, W].
 *
 * @param name prefix of its entries, {@code blocks.0.norm1}
 * @param epsilon added to the variance
 * @param maps whether the input is maps
 */
public record LayerNorm(String name, int width, double epsilon, boolean maps) implements Layer {

  /** Over the last dimension. */
  public LayerNorm(String name, int width, double epsilon) {
    this(name, width, epsilon, false);
  }

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    var type = input.handle().scalar_type();
    var x = maps ? input.handle().permute(0, 2, 3, 1) : input.handle();
    var normalised =
        torch.layer_norm(
            x,
            new long[] {width},
            new TensorOptional(weights.get(name + ".weight").handle().to(type)),
            new TensorOptional(weights.get(name + ".bias").handle().to(type)),
            epsilon,
            false);
    return new Tensor(maps ? normalised.permute(0, 3, 1, 2) : normalised);
  }

  @Override
  public List<Entry> entries() {
    return List.of(
        Entry.parameter(name + ".weight", new Initialiser.Constant(1), width),
        Entry.parameter(name + ".bias", new Initialiser.Constant(0), width));
  }
}
