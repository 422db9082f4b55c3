package dev.graft.torch.layers;

import dev.graft.torch.tensors.Tensor;
import java.util.List;

/**
 * A learnt factor for each channel: the layer scale of Touvron et al., 2021, arXiv 2103.17239.
 *
 * @param entry its only entry, {@code blocks.0.ls1.gamma}
 * @param width number of channels
 * @param maps whether channels are those of maps [N, width, H, W]; else they come last, [...,
 *     width]
 */
public record Scale(String entry, int width, boolean maps) implements Layer {

  /** What branches of a network that has learnt nothing are multiplied by. */
  private static final float FIRST = 1e-5f;

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    var factor = weights.get(entry).handle().to(input.handle().scalar_type());
    return new Tensor(input.handle().mul(maps ? factor.view(-1, 1, 1) : factor));
  }

  @Override
  public List<Entry> entries() {
    return List.of(Entry.parameter(entry, new Initialiser.Constant(FIRST), width));
  }
}
