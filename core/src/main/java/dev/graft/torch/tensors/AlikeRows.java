package dev.graft.torch.tensors;

import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.global.torch;

/**
 * Pairs of rows that point the same way, among n of them: found by products of blocks, so that
 * memory holds two blocks and their product and never n x n.
 */
public final class AlikeRows {

  private static final int BLOCK = 1024;

  private final int count;
  private final IntFunction<float[]> rows;
  private final double least;
  private final Consumer<Pair> found;

  /** Rows {@code first} and {@code second}, the smaller number first, and their cosine. */
  public record Pair(int first, int second, double cosine) {}

  private AlikeRows(int count, IntFunction<float[]> rows, double least, Consumer<Pair> found) {
    this.count = count;
    this.rows = rows;
    this.least = least;
    this.found = found;
  }

  /**
   * Tells {@code found} each pair whose cosine is at least {@code least}, once.
   *
   * @param count of rows, n
   * @param rows gives row i, [d] and of length 1 or 0; it is asked for a row more than once, and
   *     may throw to end the search
   */
  public static void find(
      int count, IntFunction<float[]> rows, double least, Consumer<Pair> found) {
    var search = new AlikeRows(count, rows, least, found);
    for (int from = 0; from < count; from += BLOCK) {
      search.compare(from);
    }
  }

  /** The block that begins at {@code from} with itself and with all after it. */
  private void compare(int from) {
    try (var scope = Scope.withoutGradients()) {
      var block = block(from).handle().t();
      for (int other = from; other < count; other += BLOCK) {
        try (var step = Scope.withoutGradients()) {
          float[] cosines = new Tensor(torch.mm(block(other).handle(), block)).floats();
          collect(cosines, from, other);
        }
      }
    }
  }

  private Tensor block(int from) {
    int size = Math.min(BLOCK, count - from);
    int width = rows.apply(from).length;
    float[] flat = new float[size * width];
    for (int i = 0; i < size; i++) {
      System.arraycopy(rows.apply(from + i), 0, flat, i * width, width);
    }
    return Tensor.of(flat, size, width);
  }

  /** {@code cosines} is [rows from other, rows from first]. */
  private void collect(float[] cosines, int first, int other) {
    int columns = Math.min(BLOCK, count - first);
    for (int at = 0; at < cosines.length; at++) {
      if (cosines[at] < least) {
        continue;
      }
      int i = first + at % columns;
      int j = other + at / columns;
      if (i < j) {
        found.accept(new Pair(i, j, cosines[at]));
      }
    }
  }
}
