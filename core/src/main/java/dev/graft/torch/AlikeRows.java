package dev.graft.torch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.global.torch;

/**
 * Pairs of rows that point the same way, among n of them: found by products of blocks, so that
 * memory holds two blocks and their product and never n x n.
 */
public final class AlikeRows {

  private static final int BLOCK = 1024;

  private static final Comparator<Pair> WEAKEST_FIRST =
      Comparator.comparingDouble(Pair::cosine)
          .thenComparing(Comparator.comparingInt(Pair::first).reversed())
          .thenComparing(Comparator.comparingInt(Pair::second).reversed());

  private final int count;
  private final IntFunction<float[]> rows;
  private final double least;
  private final int most;
  private final PriorityQueue<Pair> strongest = new PriorityQueue<>(WEAKEST_FIRST);
  private long found;

  /** Rows {@code first} and {@code second}, the smaller number first, and their cosine. */
  public record Pair(int first, int second, double cosine) {}

  /**
   * What was found.
   *
   * @param pairs the strongest first
   * @param count of all pairs, also of those that had no room
   */
  public record Found(List<Pair> pairs, long count) {

    /** Copies the list. */
    public Found {
      pairs = List.copyOf(pairs);
    }
  }

  private AlikeRows(int count, IntFunction<float[]> rows, double least, int most) {
    this.count = count;
    this.rows = rows;
    this.least = least;
    this.most = most;
  }

  /**
   * The pairs whose cosine is at least {@code least}.
   *
   * @param count of rows, n
   * @param rows gives row i, [d] and of length 1 or 0; it is asked for a row more than once
   * @param most how many pairs to keep
   */
  public static Found find(int count, IntFunction<float[]> rows, double least, int most) {
    var search = new AlikeRows(count, rows, least, most);
    for (int from = 0; from < count; from += BLOCK) {
      search.compare(from);
    }
    var pairs = new ArrayList<>(search.strongest);
    pairs.sort(WEAKEST_FIRST.reversed());
    return new Found(pairs, search.found);
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
        add(new Pair(i, j, cosines[at]));
      }
    }
  }

  private void add(Pair pair) {
    found++;
    strongest.add(pair);
    if (strongest.size() > most) {
      strongest.poll();
    }
  }
}
