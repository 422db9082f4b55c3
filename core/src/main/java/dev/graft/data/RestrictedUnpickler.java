package dev.graft.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

/**
 * Reads pickles of plain values and NumPy byte arrays, and nothing else.
 *
 * <p>A pickle is a program: it may name any class and call it. Here only the opcodes of plain data
 * are let through to the library; names are looked up in the short list below and never in the
 * library's own table, and BUILD, which there calls a method by reflection, is done by hand.
 * Lengths are checked against what is left of the file before memory is taken.
 */
final class RestrictedUnpickler extends Unpickler {

  private static final Set<Short> PLAIN =
      Set.of(
          Opcodes.MARK,
          Opcodes.STOP,
          Opcodes.POP,
          Opcodes.POP_MARK,
          Opcodes.PROTO,
          Opcodes.NONE,
          Opcodes.NEWTRUE,
          Opcodes.NEWFALSE,
          Opcodes.INT,
          Opcodes.BININT,
          Opcodes.BININT1,
          Opcodes.BININT2,
          Opcodes.LONG1,
          Opcodes.BINFLOAT,
          Opcodes.STRING,
          Opcodes.SHORT_BINSTRING,
          Opcodes.SHORT_BINBYTES,
          Opcodes.SHORT_BINUNICODE,
          Opcodes.EMPTY_LIST,
          Opcodes.LIST,
          Opcodes.APPEND,
          Opcodes.APPENDS,
          Opcodes.EMPTY_DICT,
          Opcodes.DICT,
          Opcodes.SETITEM,
          Opcodes.SETITEMS,
          Opcodes.EMPTY_TUPLE,
          Opcodes.TUPLE,
          Opcodes.TUPLE1,
          Opcodes.TUPLE2,
          Opcodes.TUPLE3,
          Opcodes.GET,
          Opcodes.BINGET,
          Opcodes.LONG_BINGET,
          Opcodes.PUT,
          Opcodes.BINPUT,
          Opcodes.LONG_BINPUT,
          Opcodes.MEMOIZE,
          Opcodes.FRAME,
          Opcodes.REDUCE);

  private static final String MULTIARRAY = "multiarray._reconstruct";

  private RestrictedUnpickler() {}

  /**
   * The value that {@code pickle} describes.
   *
   * @throws IOException if it is broken, or asks for anything but plain values and byte arrays
   */
  static Object load(byte[] pickle) throws IOException {
    try {
      return new RestrictedUnpickler().load(new ByteArrayInputStream(pickle));
    } catch (RuntimeException | StackOverflowError e) {
      // A broken or hostile pickle can make the library's stack machine fail in many ways, among
      // them hash codes of endlessly nested keys.
      String reason = e instanceof PickleException ? e.getMessage() : e.toString();
      throw new IOException("not a readable pickle: " + reason, e);
    }
  }

  @Override
  protected Object dispatch(short key) throws IOException {
    if (PLAIN.contains(key)) {
      return super.dispatch(key);
    }
    switch (key) {
      case Opcodes.BINSTRING -> stack.add(text(intLength()));
      case Opcodes.BINUNICODE -> stack.add(new String(bytes(intLength()), StandardCharsets.UTF_8));
      case Opcodes.BINBYTES -> stack.add(bytes(intLength()));
      case Opcodes.BINUNICODE8 ->
          stack.add(new String(bytes(longLength()), StandardCharsets.UTF_8));
      case Opcodes.BINBYTES8 -> stack.add(bytes(longLength()));
      case Opcodes.GLOBAL ->
          stack.add(global(PickleUtils.readline(input), PickleUtils.readline(input)));
      case Opcodes.STACK_GLOBAL -> {
        String name = (String) stack.pop();
        stack.add(global((String) stack.pop(), name));
      }
      case Opcodes.BUILD -> {
        Object state = stack.pop();
        if (!(stack.peek() instanceof Stateful target)) {
          throw new PickleException("it sets the state of a plain value");
        }
        target.state((Object[]) state);
      }
      default -> throw new PickleException("it uses the operation " + key + ", not plain data");
    }
    return NO_RETURN_VALUE;
  }

  private String text(long length) throws IOException {
    return new String(bytes(length), StandardCharsets.ISO_8859_1);
  }

  private long intLength() throws IOException {
    return Integer.toUnsignedLong(PickleUtils.bytes_to_integer(bytes(Integer.BYTES)));
  }

  private long longLength() throws IOException {
    return PickleUtils.bytes_to_long(bytes(Long.BYTES), 0);
  }

  private byte[] bytes(long length) throws IOException {
    if (length < 0 || length > input.available()) {
      throw new PickleException("it is cut short");
    }
    return input.readNBytes((int) length);
  }

  private static IObjectConstructor global(String module, String name) {
    return switch (module + "." + name) {
      case "numpy.core." + MULTIARRAY, "numpy._core." + MULTIARRAY -> args -> new ByteArray();
      case "numpy.dtype" -> ElementType::new;
      // Only ever handed to _reconstruct as an argument.
      case "numpy.ndarray" -> args -> new ByteArray();
      // How Python 3 writes bytes in the old protocols.
      case "_codecs.encode" -> RestrictedUnpickler::latin1;
      case "__builtin__.bytes" -> RestrictedUnpickler::empty;
      default -> throw new PickleException("it asks for " + module + "." + name);
    };
  }

  private static Object latin1(Object[] arguments) {
    if (arguments.length != 2 || !arguments[1].equals("latin1")) {
      throw new PickleException("it asks for another encoding than latin1");
    }
    return ((String) arguments[0]).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Object empty(Object[] arguments) {
    if (arguments.length != 0) {
      throw new PickleException("it converts a value to bytes");
    }
    return new byte[0];
  }

  /** What BUILD may be applied to. */
  private sealed interface Stateful permits ByteArray, ElementType {
    void state(Object[] state);
  }

  /** A NumPy array of unsigned bytes: rows, columns, and its bytes row by row. */
  static final class ByteArray implements Stateful {

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
  }

  /** A NumPy element type, of which unsigned bytes are of use. */
  private static final class ElementType implements Stateful {

    private final List<Object> arguments;

    ElementType(Object[] arguments) {
      this.arguments = List.of(arguments);
    }

    @Override
    public void state(Object[] state) {
      // Byte order and fields, which unsigned bytes have none of.
    }

    void checkBytes() {
      if (arguments.isEmpty() || !arguments.get(0).equals("u1")) {
        throw new PickleException("its array holds " + arguments + ", not unsigned bytes (u1)");
      }
    }
  }

  /** The bytes of a Python 2 string or a Python 3 byte string. */
  static byte[] raw(Object value) {
    return value instanceof byte[] bytes
        ? bytes
        : ((String) value).getBytes(StandardCharsets.ISO_8859_1);
  }
}
