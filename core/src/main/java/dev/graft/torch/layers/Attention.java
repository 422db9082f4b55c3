package dev.graft.torch.layers;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import dev.graft.torch.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Multi-head self-attention (Vaswani et al., 2017, arXiv 1706.03762), tokens [N, T, width] to the
 * same, by libtorch's fused kernel in float32; scores are divided by the root of a head's width.
 *
 * @param name prefix of its entries, {@code blocks.0.attn}: one matrix {@code qkv} for queries,
 *     keys and values, and {@code proj} behind
 * @param bias which of queries, keys and values a bias is added to
 * @param rotary positions that queries and keys are turned by
 */
public record Attention(String name, int width, int heads, Bias bias, Optional<Rotary> rotary)
    implements Layer {

  /** Scores of a head in bfloat16, beyond which keeping them all would take too much memory. */
  private static final long MOST_SCORES = 512 * 512;

  /** Which of queries, keys and values a bias is added to. */
  public enum Bias {
    /** All three, as one entry {@code qkv.bias}. */
    ALL,
    /** Queries and values, as {@code q_bias} and {@code v_bias}. */
    QUERIES_AND_VALUES,
    /** None. */
    NONE
  }

  /** Refuses heads that the width cannot be shared out to. */
  public Attention {
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "%s: width %d must be a multiple of its %d heads".formatted(name, width, heads));
    }
  }

  /** With all biases and no rotary positions. */
  public Attention(String name, int width, int heads) {
    this(name, width, heads, Bias.ALL, Optional.empty());
  }

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    var x = input.handle();
    long tokens = x.size(1);
    var all = torch.linear(x, weight(weights, x, ".qkv.weight"), biases(weights, x));
    // [3, N, heads, T, width / heads]
    var parts = all.view(x.size(0), tokens, 3, heads, width / heads).permute(2, 0, 3, 1, 4);
    var queries = parts.select(0, 0);
    var keys = parts.select(0, 1);
    if (rotary.isPresent()) {
      queries = rotary.get().turn(queries);
      keys = rotary.get().turn(keys);
    }
    var seen = attend(queries, keys, parts.select(0, 2), new TensorOptional());
    var together = seen.transpose(1, 2).reshape(x.size(0), tokens, width);
    return new Tensor(Linear.withBias(together, weights, name + ".proj"));
  }

  /**
   * Softmax of the scaled scores of [N, heads, T, d], plus {@code mask}, times the values.
   *
   * <p>In bfloat16 libtorch 2.10's fused kernel takes twenty times as long as in float32, where it
   * is built without MKL: few tokens are multiplied here, and many are attended to in float32.
   */
  static org.bytedeco.pytorch.Tensor attend(
      org.bytedeco.pytorch.Tensor queries,
      org.bytedeco.pytorch.Tensor keys,
      org.bytedeco.pytorch.Tensor values,
      TensorOptional mask) {
    if (queries.scalar_type().intern() != ScalarType.BFloat16) {
      return fused(queries, keys, values, mask);
    } else if (queries.size(2) * keys.size(2) > MOST_SCORES) {
      var wide = mask.has_value() ? new TensorOptional(wide(mask.get())) : mask;
      return fused(wide(queries), wide(keys), wide(values), wide).to(ScalarType.BFloat16);
    }
    var scaled = queries.mul(new Scalar(1 / Math.sqrt((double) queries.size(3))));
    var scores = torch.matmul(scaled, keys.transpose(2, 3));
    if (mask.has_value()) {
      scores = scores.add_(mask.get());
    }
    return torch.matmul(torch.softmax(scores, -1), values);
  }

  private static org.bytedeco.pytorch.Tensor wide(org.bytedeco.pytorch.Tensor x) {
    return x.to(ScalarType.Float);
  }

  private static org.bytedeco.pytorch.Tensor fused(
      org.bytedeco.pytorch.Tensor queries,
      org.bytedeco.pytorch.Tensor keys,
      org.bytedeco.pytorch.Tensor values,
      TensorOptional mask) {
    return torch.scaled_dot_product_attention(
        queries, keys, values, mask, 0, false, new DoubleOptional(), false);
  }

  private org.bytedeco.pytorch.Tensor weight(
      Weights weights, org.bytedeco.pytorch.Tensor like, String suffix) {
    return weights.get(name + suffix).handle().to(like.scalar_type());
  }

  private TensorOptional biases(Weights weights, org.bytedeco.pytorch.Tensor like) {
    return switch (bias) {
      case NONE -> new TensorOptional();
      case ALL -> new TensorOptional(weight(weights, like, ".qkv.bias"));
      case QUERIES_AND_VALUES -> {
        var queries = weight(weights, like, ".q_bias");
        var values = weight(weights, like, ".v_bias");
        yield new TensorOptional(
            torch.cat(new TensorVector(queries, torch.zeros_like(queries), values)));
      }
    };
  }

  @Override
  public List<Entry> entries() {
    var first = new Initialiser.Normal(0.02); // Dosovitskiy et al., 2021, arXiv 2010.11929
    var zero = new Initialiser.Constant(0);
    var entries = new ArrayList<Entry>();
    if (bias == Bias.QUERIES_AND_VALUES) {
      entries.add(Entry.parameter(name + ".q_bias", zero, width));
      entries.add(Entry.parameter(name + ".v_bias", zero, width));
    }
    entries.add(Entry.parameter(name + ".qkv.weight", first, 3L * width, width));
    if (bias == Bias.ALL) {
      entries.add(Entry.parameter(name + ".qkv.bias", zero, 3L * width));
    }
    entries.add(Entry.parameter(name + ".proj.weight", first, width, width));
    entries.add(Entry.parameter(name + ".proj.bias", zero, width));
    return entries;
  }

  /** The matrices of queries, keys, values and behind; scores, and what they weigh. */
  @Override
  public long multiplyAdds(Shape input) {
    long tokens = input.size(0);
    return tokens * width * (4L * width + 2 * tokens);
  }
}
