package dev.graft.torch;

import java.util.BitSet;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * Remembers rows of values past any {@link Scope}: row i of [rows, ...] is written once and read
 * often. The rows' shape and format are taken from the first values put; memory is touched only as
 * rows are written.
 */
public final class RowStore implements AutoCloseable {

  private final int rows;
  private final BitSet present = new BitSet();
  private org.bytedeco.pytorch.Tensor store;

  /** A store for up to {@code rows} rows. */
  public RowStore(int rows) {
    this.rows = rows;
  }

  /** Whether row {@code row} has been put. */
  public boolean has(int row) {
    return present.get(row);
  }

  /** Writes values [n, ...] into the n given rows. */
  public void put(int[] indices, Tensor values) {
    try (var scope = Scope.withoutGradients()) {
      if (store == null) {
        allocate(values);
      }
      store.index_copy_(0, Tensor.ofIndices(indices).handle(), values.handle().contiguous());
    }
    for (int index : indices) {
      present.set(index);
    }
  }

  /** The given rows as [n, ...]; images come channels-last. */
  public Tensor get(int[] indices) {
    Scope.require();
    for (int index : indices) {
      if (!present.get(index)) {
        throw new IllegalArgumentException("row " + index + " has not been put");
      }
    }
    var rows = new Tensor(store.index_select(0, Tensor.ofIndices(indices).handle()));
    return store.dim() == 4 ? rows.channelsLast() : rows;
  }

  /** Bytes of all rows put so far. */
  public long bytes() {
    return store == null ? 0 : store.nbytes() / rows * present.cardinality();
  }

  private void allocate(Tensor first) {
    long[] shape = first.shape();
    shape[0] = rows;
    store = torch.empty(shape, new TensorOptions(first.handle().scalar_type()), null);
    store.retainReference();
  }

  @Override
  public void close() {
    if (store != null) {
      store.releaseReference();
      store = null;
    }
    present.clear();
  }
}
