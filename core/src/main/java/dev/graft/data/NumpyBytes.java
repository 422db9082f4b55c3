package dev.graft.data;

import java.nio.charset.StandardCharsets;
import net.razorvine.pickle.PickleException;

/** A NumPy array of unsigned bytes: rows, columns, and its bytes row by row. */
final class NumpyBytes implements RestrictedUnpickler.Stateful {

  private int rows;
  private int columns;
  private byte[] values = new byte[0];

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  byte[] values() {
    return values;
  }

  /** {@code (version, shape, dtype, is column by column, bytes)}. */
  @Override
  public void state(Object[] state) {
    Object[] shape = (Object[]) state[1];
    ((ElementType) state[2]).checkBytes();
    if (shape.length != 2) {
      throw new PickleException("its array has " + shape.length + " dimensions, not 2");
    }
    rows = (Integer) shape[0];
    columns = (Integer) shape[1];
    values = raw(state[4]);
    if (rows < 0 || columns < 0 || values.length != (long) rows * columns) {
      throw new PickleException(
          "its array of %d x %d has %d bytes".formatted(rows, columns, values.length));
    }
    if (state[3].equals(true) || state[3].equals(1)) {
      values = transposed(values, /* rows= */ columns, /* columns= */ rows);
    }
  }

  /** From {@code rows} x {@code columns} to the other way round. */
  private static byte[] transposed(byte[] values, int rows, int columns) {
    byte[] turned = new byte[values.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        turned[c * rows + r] = values[r * columns + c];
      }
    }
    return turned;
  }

  /** The bytes of a Python 2 string or a Python 3 byte string. */
  static byte[] raw(Object value) {
    return value instanceof byte[] bytes
        ? bytes
        : ((String) value).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A NumPy element type, of which unsigned bytes are of use. */
  static final class ElementType implements RestrictedUnpickler.Stateful {

    private final String code; // such as u1, f4; never anything but text, as it is printed

    ElementType(Object[] arguments) {
      this.code = (String) arguments[0];
    }

    @Override
    public void state(Object[] state) {
      // Byte order and fields, which unsigned bytes have none of.
    }

    void checkBytes() {
      if (!code.equals("u1")) {
        throw new PickleException(
            "its array holds elements %s, not unsigned bytes (u1)"
                .formatted(RestrictedUnpickler.shown(code)));
      }
    }
  }
}
