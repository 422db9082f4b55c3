package dev.graft.torch.tensors;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;

/**
 * Native memory for rows of equal size: it grows slab by slab as rows come, lives past any {@link
 * Scope}, and is freed when closed.
 */
public final class RowStore implements AutoCloseable {

  private static final int SLAB_BYTES = 16 << 20;

  private final int rowBytes;
  private final int slabRows;
  private final List<BytePointer> slabs = new ArrayList<>();
  private final List<ByteBuffer> views = new ArrayList<>();
  private int rows;

  /** A store without rows yet. */
  public RowStore(int rowBytes) {
    this.rowBytes = rowBytes;
    this.slabRows = Math.max(1, SLAB_BYTES / rowBytes);
  }

  /** Copies the row that begins at {@code offset}; returns its number, counted from 0. */
  public int add(byte[] bytes, int offset) {
    if (rows == slabs.size() * slabRows) {
      var slab = new BytePointer((long) slabRows * rowBytes);
      slab.retainReference(); // past the scope it was born in
      slabs.add(slab);
      views.add(slab.asByteBuffer());
    }
    views.get(rows / slabRows).put(rows % slabRows * rowBytes, bytes, offset, rowBytes);
    return rows++;
  }

  /** Copies row {@code row} into {@code out}. */
  public void read(int row, byte[] out) {
    views.get(row / slabRows).get(row % slabRows * rowBytes, out, 0, rowBytes);
  }

  @Override
  public void close() {
    slabs.forEach(BytePointer::releaseReference);
    slabs.clear();
    views.clear();
    rows = 0;
  }
}
