package dev.graft.torch.layers;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import dev.graft.torch.tensors.Tensor;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Self-attention within square windows of [N, H, W, width] (Liu et al., 2021, arXiv 2103.14030),
 * with a learnt bias for each distance in a window. Shifted windows go round the edge; what was not
 * beside each other before does not see each other then.
 *
 * @param name prefix of its entries, {@code layers.0.blocks.0.attn}
 * @param window places a side of a window; H and W are multiples of it
 * @param shift places that windows are shifted by, down and to the right, where there are several;
 *     0 for none
 * @param reduction how many patches a side a place stands for
 */
public record WindowAttention(
    String name, int width, int heads, int window, int shift, int reduction) implements Layer {

  /** What is added to the score of two places that do not see each other. */
  public static final double APART = -100;

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    var x = input.handle();
    long images = x.size(0);
    long high = x.size(1);
    long wide = x.size(2);
    if (high % window != 0 || wide % window != 0) {
      throw new IllegalArgumentException(
          "%s: %d x %d places are no whole number of windows of %d"
              .formatted(name, high, wide, window));
    }
    int by = shift(Math.toIntExact(high));
    var shifted = by == 0 ? x : torch.roll(x, new long[] {-by, -by}, 1, 2);
    var seen = attended(windows(shifted), images, high, wide, weights);
    var back =
        seen.view(images, high / window, wide / window, window, window, width)
            .permute(0, 1, 3, 2, 4, 5)
            .reshape(images, high, wide, width);
    return new Tensor(by == 0 ? back : torch.roll(back, new long[] {by, by}, 1, 2));
  }

  /** How far windows are shifted where there are so many places a side. */
  public int shift(int side) {
    return side > window ? shift : 0;
  }

  /** [N, H, W, C] to [N * windows, window * window, C]. */
  private org.bytedeco.pytorch.Tensor windows(org.bytedeco.pytorch.Tensor x) {
    long high = x.size(1) / window;
    long wide = x.size(2) / window;
    return x.reshape(x.size(0), high, window, wide, window, x.size(3))
        .permute(0, 1, 3, 2, 4, 5)
        .reshape(-1, (long) window * window, x.size(3));
  }

  private org.bytedeco.pytorch.Tensor attended(
      org.bytedeco.pytorch.Tensor x, long images, long high, long wide, Weights weights) {
    long count = x.size(0);
    long places = x.size(1);
    var type = x.scalar_type();
    var parts =
        Linear.withBias(x, weights, name + ".qkv")
            .view(count, places, 3, heads, width / heads)
            .permute(2, 0, 3, 1, 4);
    var bias = bias(weights.get(name + ".relative_position_bias_table").handle());
    if (shift(Math.toIntExact(high)) > 0) {
      long each = count / images;
      bias =
          bias.unsqueeze(0)
              .add(apart(high, wide).unsqueeze(1).to(bias.scalar_type()))
              .unsqueeze(0)
              .expand(images, each, heads, places, places)
              .reshape(count, heads, places, places);
    } else {
      bias = bias.unsqueeze(0);
    }
    var seen =
        Attention.attend(
            parts.select(0, 0),
            parts.select(0, 1),
            parts.select(0, 2),
            new TensorOptional(bias.to(type)));
    return Linear.withBias(
        seen.transpose(1, 2).reshape(count, places, width), weights, name + ".proj");
  }

  /** The bias of each pair of places of a window, [heads, T, T], of a table [distances, heads]. */
  private org.bytedeco.pytorch.Tensor bias(org.bytedeco.pytorch.Tensor table) {
    int places = window * window;
    int[] rows = new int[places * places];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = distance(i / places, i % places);
    }
    return table
        .index_select(0, Tensor.ofIndices(rows).handle())
        .view(places, places, heads)
        .permute(2, 0, 1);
  }

  /** The row of the table for the distance from place {@code to} to place {@code from}. */
  public int distance(int from, int to) {
    int down = from / window - to / window + window - 1;
    int right = from % window - to % window + window - 1;
    return down * (2 * window - 1) + right;
  }

  /** What is added to scores within each shifted window, [windows, T, T]. */
  private org.bytedeco.pytorch.Tensor apart(long high, long wide) {
    double[] parts = parts(Math.toIntExact(high), Math.toIntExact(wide));
    var each = windows(Tensor.of(parts, 1, high, wide, 1).handle()).squeeze(2); // [windows, T]
    return each.unsqueeze(1).ne(each.unsqueeze(2)).to(ScalarType.Float).mul(new Scalar(APART));
  }

  /** Which part of the image each place of shifted windows is from, row-major [high, wide]. */
  public double[] parts(int high, int wide) {
    double[] parts = new double[high * wide];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = 3 * part(i / wide, high) + part(i % wide, wide);
    }
    return parts;
  }

  private int part(int place, int places) {
    if (place < places - window) {
      return 0;
    }
    return place < places - shift ? 1 : 2;
  }

  @Override
  public List<Entry> entries() {
    var first = new Initialiser.Normal(0.02);
    var zero = new Initialiser.Constant(0);
    long distances = (2L * window - 1) * (2L * window - 1);
    return List.of(
        Entry.parameter(name + ".relative_position_bias_table", first, distances, heads),
        Entry.parameter(name + ".qkv.weight", first, 3L * width, width),
        Entry.parameter(name + ".qkv.bias", zero, 3L * width),
        Entry.parameter(name + ".proj.weight", first, width, width),
        Entry.parameter(name + ".proj.bias", zero, width));
  }

  /** As of {@link Attention}, with as many tokens as a window has places. */
  @Override
  public long multiplyAdds(Shape input) {
    long places = (long) input.size(0) * input.size(1);
    return places * width * (4L * width + 2L * window * window);
  }
}
