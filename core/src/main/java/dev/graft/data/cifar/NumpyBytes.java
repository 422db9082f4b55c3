package dev.graft.data.cifar;

import static dev.graft.files.pickle.UnknownClass.requireKnown;

import dev.graft.files.pickle.Pickle;
import dev.graft.files.pickle.PickleNames;
import dev.graft.files.pickle.UnknownClass;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A NumPy array of unsigned bytes: rows, columns, and its bytes row by row. */
final class NumpyBytes implements PickleNames.Stateful {

  private static final String MULTIARRAY = "multiarray._reconstruct";

  private static final int MAX_CODE = 64; // characters of an element type

  private int rows;
  private int columns;
  private byte[] values = new byte[0];
  private UnknownClass unknown; // that it needs; or null

  /**
   * The value that {@code pickle} describes: plain values and such arrays.
   *
   * @throws IOException if it is damaged, or does what those do not need
   */
  static Object load(byte[] pickle) throws IOException {
    try {
      return Pickle.read(ByteBuffer.wrap(pickle), NumpyBytes::named);
    } catch (IOException e) {
      throw unreadable(e.getMessage(), e);
    }
  }

  /**
   * {@code value} itself.
   *
   * @throws IOException if it depends on a class that Graft does not know
   */
  static Object requireReadable(Object value) throws IOException {
    if ((value instanceof NumpyBytes array ? array.unknown : value) instanceof UnknownClass type) {
      throw unreadable("it asks for " + type.name(), null);
    }
    return value;
  }

  private static IOException unreadable(String reason, Throwable cause) {
    return new IOException("not a readable pickle: " + reason, cause);
  }

  private static Optional<PickleNames.Builder> named(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "numpy.core." + MULTIARRAY, "numpy._core." + MULTIARRAY -> NumpyBytes::reconstruct;
          case "numpy.dtype" -> ElementType::new;
          // Only ever handed to _reconstruct as an argument.
          case "numpy.ndarray" -> arguments -> new NumpyBytes();
          // How Python 3 writes bytes in the old protocols.
          case "_codecs.encode" -> NumpyBytes::latin1;
          case "__builtin__.bytes" -> NumpyBytes::empty;
          default -> null;
        });
  }

  /** The first argument is the array's class. */
  private static Object reconstruct(Object[] arguments) {
    requireKnown(arguments[0]);
    return new NumpyBytes();
  }

  private static Object latin1(Object[] arguments) {
    if (arguments.length != 2 || !requireKnown(arguments[1]).equals("latin1")) {
      throw new IllegalArgumentException("it asks for another encoding than latin1");
    }
    return ((String) requireKnown(arguments[0])).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Object empty(Object[] arguments) {
    if (arguments.length != 0) {
      throw new IllegalArgumentException("it converts a value to bytes");
    }
    return new byte[0];
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  byte[] values() {
    return values;
  }

  @Override
  public void state(Object state) {
    try {
      set((Object[]) requireKnown(state));
    } catch (UnknownClass.Needed e) {
      unknown = e.unknown();
    }
  }

  /** {@code (version, shape, dtype, is column by column, bytes)}. */
  private void set(Object[] state) {
    Object[] shape = (Object[]) requireKnown(state[1]);
    ((ElementType) requireKnown(state[2])).checkBytes();
    if (shape.length != 2) {
      throw new IllegalArgumentException("its array has " + shape.length + " dimensions, not 2");
    }
    rows = (Integer) requireKnown(shape[0]);
    columns = (Integer) requireKnown(shape[1]);
    values = raw(requireKnown(state[4]));
    if (rows < 0 || columns < 0 || values.length != (long) rows * columns) {
      throw new IllegalArgumentException(
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

  /**
   * A NumPy element type, of which unsigned bytes are of use.
   *
   * @param code such as u1, f4
   */
  private record ElementType(String code) implements PickleNames.Stateful {

    ElementType(Object[] arguments) {
      this((String) requireKnown(arguments[0]));
    }

    @Override
    public void state(Object state) {
      // Byte order and fields, which unsigned bytes have none of.
    }

    void checkBytes() {
      if (!code.equals("u1")) {
        String shown = code.length() > MAX_CODE ? code.substring(0, MAX_CODE) + "..." : code;
        throw new IllegalArgumentException(
            "its array holds elements %s, not unsigned bytes (u1)".formatted(shown));
      }
    }
  }
}
