package dev.graft.torch.compute;

import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Lifetime;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.bytedeco.pytorch.global.torch;

/**
 * Finds, among n rows, those that point most nearly where others point: by one product with all of
 * them. It owns native memory, past any {@link Scope}, until it is closed and the last call under
 * way has ended; later calls get an {@link IllegalStateException}.
 */
public final class NearestRows implements AutoCloseable {

  private static final String ROWS = "rows";
  private static final int BLOCK = 1024;

  private static final Comparator<Near> WEAKEST_FIRST =
      Comparator.comparingDouble(Near::cosine)
          .thenComparing(Comparator.comparingInt(Near::row).reversed());

  private final Weights kept = new Weights(); // [n, d], each row of length 1 or 0
  private final Lifetime lifetime = new Lifetime("set of neighbours", kept::close);
  private final int count;

  /** Row {@code row} and its cosine with what was asked for, in [-1, 1]. */
  public record Near(int row, double cosine) {}

  /**
   * Keeps the directions of {@code rows} [n, d], of which there is at least one; what is not finite
   * points nowhere, and its cosine with everything is 0.
   */
  public NearestRows(float[][] rows) {
    this.count = rows.length;
    try (var scope = Scope.withoutGradients()) {
      var all = torch.zeros(count, rows[0].length);
      for (int from = 0; from < count; from += BLOCK) {
        int size = Math.min(BLOCK, count - from);
        all.narrow(0, from, size).copy_(directions(rows, from, size).handle());
      }
      kept.put(ROWS, new Tensor(all));
    }
  }

  /** Number of rows, n. */
  public int size() {
    return count;
  }

  /**
   * For each of {@code asked} [b, d] the nearest rows, the nearest first and of equals the one that
   * came first.
   *
   * @param most how many, or all if there are fewer
   */
  public List<List<Near>> find(float[][] asked, int most) {
    var found = new ArrayList<List<Near>>();
    try (var use = lifetime.use();
        var scope = Scope.withoutGradients()) {
      var rows = kept.get(ROWS).handle().t();
      var product = torch.mm(directions(asked, 0, asked.length).handle(), rows); // [b, n]
      float[] cosines = new Tensor(product).floats();
      for (int i = 0; i < asked.length; i++) {
        found.add(nearest(cosines, i * count, most));
      }
    }
    return found;
  }

  private List<Near> nearest(float[] cosines, int from, int most) {
    var nearest = new PriorityQueue<Near>(WEAKEST_FIRST);
    for (int row = 0; row < count; row++) {
      double cosine = Math.max(-1, Math.min(1, cosines[from + row]));
      if (nearest.size() < most) {
        nearest.add(new Near(row, cosine));
      } else if (most > 0 && cosine > nearest.element().cosine()) {
        nearest.remove();
        nearest.add(new Near(row, cosine));
      }
    }
    var sorted = new ArrayList<>(nearest);
    sorted.sort(WEAKEST_FIRST.reversed());
    return sorted;
  }

  private static Tensor directions(float[][] rows, int from, int size) {
    int width = rows[from].length;
    float[] flat = new float[Math.multiplyExact(size, width)];
    for (int i = 0; i < size; i++) {
      direct(rows[from + i], flat, i * width);
    }
    return Tensor.of(flat, size, width);
  }

  private static void direct(float[] row, float[] out, int at) {
    double squares = 0;
    for (float value : row) {
      squares += (double) value * value;
    }
    if (squares > 0 && Double.isFinite(squares)) {
      double length = Math.sqrt(squares);
      for (int j = 0; j < row.length; j++) {
        out[at + j] = (float) (row[j] / length);
      }
    }
  }

  @Override
  public void close() {
    lifetime.close();
  }
}
