package dev.graft.torch.layers;

import dev.graft.torch.tensors.Tensor;
import java.util.List;
import org.bytedeco.pytorch.TensorOptional;

/**
 * Attention whose heads share keys and values (Shazeer, 2019, arXiv 1911.02150), each place of maps
 * to all places of maps that may be smaller (Qin et al., 2024, arXiv 2404.10518): [N, C, H, W] to
 * [N, heads * d, H, W]. Scores are divided by the root of d.
 *
 * @param queries to maps [N, heads * d, H, W], a head's channels side by side
 * @param keys to maps [N, d, H', W']
 * @param values to maps of the same shape
 * @param width of a head, d
 */
public record MultiQueryAttention(
    Sequential queries, Sequential keys, Sequential values, int heads, int width) implements Layer {

  /** Refuses branches that would overwrite each other's input. */
  public MultiQueryAttention {
    if (queries.overwritesInput() || keys.overwritesInput() || values.overwritesInput()) {
      throw new IllegalArgumentException(
          "queries, keys and values cannot start with an activation");
    }
  }

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    Tensor asked = queries.forward(input, weights, pass);
    Tensor named = keys.forward(input, weights, pass);
    Tensor held = values.forward(input, weights, pass);
    var maps = asked.handle();
    long images = maps.size(0);
    long places = maps.size(2) * maps.size(3);
    // the heads' queries one behind the other, as all see the same keys: [N, 1, heads * H * W, d]
    var all =
        rows(maps)
            .view(images, places, heads, width)
            .transpose(1, 2)
            .reshape(images, 1, heads * places, width);
    var seen =
        Attention.attend(
                all,
                rows(named.handle()).unsqueeze(1),
                rows(held.handle()).unsqueeze(1),
                new TensorOptional())
            .view(images, heads, places, width)
            .transpose(1, 2)
            .reshape(images, maps.size(2), maps.size(3), (long) heads * width)
            .permute(0, 3, 1, 2);
    asked.releaseUnlessIn(input);
    named.releaseUnlessIn(input);
    held.releaseUnlessIn(input);
    return new Tensor(seen);
  }

  /** Maps [N, D, H, W] as [N, H * W, D]. */
  private static org.bytedeco.pytorch.Tensor rows(org.bytedeco.pytorch.Tensor maps) {
    return maps.permute(0, 2, 3, 1).reshape(maps.size(0), -1, maps.size(1));
  }

  @Override
  public List<Layer> children() {
    return List.of(queries, keys, values);
  }

  @Override
  public boolean branches() {
    return true;
  }

  @Override
  public MultiQueryAttention withChildren(List<Layer> others) {
    return new MultiQueryAttention(
        (Sequential) others.get(0),
        (Sequential) others.get(1),
        (Sequential) others.get(2),
        heads,
        width);
  }

  @Override
  public Shape output(Shape input) {
    return queries.output(input);
  }

  /** Those of the three branches; scores, and what they weigh. */
  @Override
  public long multiplyAdds(Shape input) {
    Shape named = keys.output(input);
    long products = 2 * queries.output(input).elements() * named.size(1) * named.size(2);
    return Layer.super.multiplyAdds(input) + products;
  }
}
