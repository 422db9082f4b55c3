package dev.graft.torch.layers;

import dev.graft.torch.tensors.Tensor;
import java.util.List;
import org.bytedeco.pytorch.TensorOptional;

/**
 * Attention of one learnt query to all tokens, [N, T, width] to [N, 1, width]: the pooling of Zhai
 * et al., 2022, arXiv 2106.04560, without the MLP behind.
 *
 * @param name prefix of its entries, {@code attn_pool}: {@code latent}, {@code q}, {@code kv},
 *     {@code proj}
 */
public record LatentAttention(String name, int width, int heads) implements Layer {

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    var x = input.handle();
    long images = x.size(0);
    int each = width / heads;
    var latent = weights.get(name + ".latent").handle().to(x.scalar_type()).expand(images, -1, -1);
    var queries =
        Linear.withBias(latent, weights, name + ".q").view(images, 1, heads, each).transpose(1, 2);
    var both =
        Linear.withBias(x, weights, name + ".kv")
            .view(images, x.size(1), 2, heads, each)
            .permute(2, 0, 3, 1, 4);
    var seen =
        Attention.attend(queries, both.select(0, 0), both.select(0, 1), new TensorOptional());
    return new Tensor(
        Linear.withBias(seen.transpose(1, 2).reshape(images, 1, width), weights, name + ".proj"));
  }

  @Override
  public List<Entry> entries() {
    var first = new Initialiser.Normal(1 / Math.sqrt(width));
    var zero = new Initialiser.Constant(0);
    return List.of(
        Entry.parameter(name + ".latent", first, 1, 1, width),
        Entry.parameter(name + ".q.weight", first, width, width),
        Entry.parameter(name + ".q.bias", zero, width),
        Entry.parameter(name + ".kv.weight", first, 2L * width, width),
        Entry.parameter(name + ".kv.bias", zero, 2L * width),
        Entry.parameter(name + ".proj.weight", first, width, width),
        Entry.parameter(name + ".proj.bias", zero, width));
  }

  @Override
  public Shape output(Shape input) {
    return input.with(0, 1);
  }

  /** Keys and values of each token, the query and what stands behind; scores, what they weigh. */
  @Override
  public long multiplyAdds(Shape input) {
    long tokens = input.size(0);
    return 2L * width * width * (tokens + 1) + 2 * tokens * width;
  }
}
