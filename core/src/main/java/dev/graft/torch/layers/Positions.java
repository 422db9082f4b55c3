package dev.graft.torch.layers;

import dev.graft.torch.tensors.Tensor;
import java.util.List;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A learnt vector for each position, added to tokens [N, prefix + T, width]; T patches are a
 * square, row after row.
 *
 * <p>For another number of patches than {@code side * side} the positions of patches are resampled:
 * bicubic with antialiasing, in the format they are stored in, as timm does when it loads weights.
 * The entry keeps its shape, and gradients reach it through the resampling.
 *
 * @param entry its only entry, {@code pos_embed}, [1, prefix + side * side, width]
 * @param side of the square of patches that the entry is for
 * @param prefix how many tokens before the patches have positions as well
 */
public record Positions(String entry, int side, int prefix, int width) implements Layer {

  /** Spread of positions that have learnt nothing (Dosovitskiy et al., 2021). */
  private static final double FIRST = 0.02;

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    var x = input.handle();
    int patches = Math.toIntExact(x.size(1) - prefix);
    var positions = of(weights.get(entry), square(patches)).handle();
    return new Tensor(x.add(positions.to(x.scalar_type())));
  }

  /** The positions for {@code wanted} patches a side, [1, prefix + wanted * wanted, width]. */
  public Tensor of(Tensor stored, int wanted) {
    if (wanted == side) {
      return stored;
    }
    var all = stored.handle();
    var grid = all.narrow(1, prefix, (long) side * side);
    var along = Tensor.of(resampling(side, wanted), wanted, side).handle().to(all.scalar_type());
    var high = along.matmul(grid.reshape(side, (long) side * width));
    var both = along.matmul(high.reshape(wanted, side, width)); // [wanted, wanted, width]
    var rows = both.reshape(1, (long) wanted * wanted, width);
    return new Tensor(
        prefix == 0 ? rows : torch.cat(new TensorVector(all.narrow(1, 0, prefix), rows), 1));
  }

  /**
   * Share of each of {@code from} places in each of {@code to}, row-major [to, from]: Keys' cubic
   * with a = -0.5 (1981), as wide as both spacings ask for, places at the centres of their pixels.
   */
  private static double[] resampling(int from, int to) {
    var shares = new double[to * from];
    double scale = (double) from / to;
    double reach = Math.max(scale, 1);
    for (int i = 0; i < to; i++) {
      double centre = scale * (i + 0.5);
      int first = Math.max(0, (int) (centre - 2 * reach + 0.5));
      int end = Math.min(from, (int) (centre + 2 * reach + 0.5));
      double sum = 0;
      for (int j = first; j < end; j++) {
        sum += cubic((j + 0.5 - centre) / reach);
      }
      for (int j = first; j < end; j++) {
        shares[i * from + j] = cubic((j + 0.5 - centre) / reach) / sum;
      }
    }
    return shares;
  }

  private static double cubic(double distance) {
    double x = Math.abs(distance);
    if (x >= 2) {
      return 0;
    }
    return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : ((-0.5 * x + 2.5) * x - 4) * x + 2;
  }

  /** The side of a square of so many patches. */
  static int square(int patches) {
    int side = (int) Math.round(Math.sqrt(patches));
    if (side * side != patches) {
      throw new IllegalArgumentException(
          "patches are those of a square image, got %d of them".formatted(patches));
    }
    return side;
  }

  @Override
  public List<Entry> entries() {
    int count = prefix + side * side;
    return List.of(Entry.parameter(entry, new Initialiser.Normal(FIRST), 1, count, width));
  }
}
