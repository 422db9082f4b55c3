package dev.graft.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
          Opcodes.FRAME);

  private static final String MULTIARRAY = "multiarray._reconstruct";

  /** A published batch of 50,000 images takes about 300,000. */
  private static final int MAX_STEPS = 5_000_000;

  private static final int MAX_NAME = 64; // characters of what is named in a message

  private int steps;
  private long copies; // bytes that may still be copied

  private RestrictedUnpickler(long copies) {
    this.copies = copies;
  }

  /**
   * The value that {@code pickle} describes.
   *
   * @throws IOException if it is broken, or asks for anything but plain values and byte arrays
   */
  static Object load(byte[] pickle) throws IOException {
    try {
      // Whole batches copy their pixels twice: out of a text, and into rows. More is a memoised
      // value copied over and over.
      long copies = 4L * pickle.length + (1 << 20);
      return new RestrictedUnpickler(copies).load(new ByteArrayInputStream(pickle));
    } catch (RuntimeException e) {
      // A broken or hostile pickle can make the library's stack machine fail in many ways.
      String reason = e instanceof PickleException ? e.getMessage() : e.toString();
      throw new IOException("not a readable pickle: " + reason, e);
    }
  }

  @Override
  protected Object dispatch(short key) throws IOException {
    if (++steps > MAX_STEPS) {
      throw new PickleException("it takes more than " + MAX_STEPS + " steps");
    }
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
      case Opcodes.DICT -> {
        List<Object> items = stack.pop_all_since_marker();
        stack.add(new LinkedHashMap<Object, Object>());
        put(items);
      }
      case Opcodes.SETITEMS -> put(stack.pop_all_since_marker());
      case Opcodes.SETITEM -> {
        Object value = stack.pop();
        put(Arrays.asList(stack.pop(), value));
      }
      case Opcodes.REDUCE -> {
        Object[] arguments = (Object[]) stack.pop();
        charge(arguments);
        stack.add(((IObjectConstructor) stack.pop()).construct(arguments));
      }
      case Opcodes.BUILD -> {
        Object[] state = (Object[]) stack.pop();
        if (!(stack.peek() instanceof Stateful target)) {
          throw new PickleException("it sets the state of a plain value");
        }
        charge(state);
        target.state(state);
      }
      default -> throw new PickleException("it uses the operation " + key + ", not plain data");
    }
    return NO_RETURN_VALUE;
  }

  @SuppressWarnings("unchecked") // pickles are untyped; load turns a wrong cast into its error
  private void put(List<Object> keysAndValues) {
    Map<Object, Object> target = (Map<Object, Object>) stack.peek();
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      Object key = keysAndValues.get(i);
      if (!(key instanceof String || key instanceof byte[] || key instanceof Number)) {
        // Hash codes of nested lists visit each inner list as often as it is mentioned.
        throw new PickleException("it has a dictionary key that is neither text nor number");
      }
      target.put(key, keysAndValues.get(i + 1));
    }
  }

  /** Texts and bytes among {@code values} are about to be copied. */
  private void charge(Object[] values) {
    for (Object value : values) {
      copies -= value instanceof String text ? text.length() : 0;
      copies -= value instanceof byte[] bytes ? bytes.length : 0;
    }
    if (copies < 0) {
      throw new PickleException("it unfolds to far more bytes than it has");
    }
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
      case "numpy.core." + MULTIARRAY, "numpy._core." + MULTIARRAY -> args -> new NumpyBytes();
      case "numpy.dtype" -> NumpyBytes.ElementType::new;
      // Only ever handed to _reconstruct as an argument.
      case "numpy.ndarray" -> args -> new NumpyBytes();
      // How Python 3 writes bytes in the old protocols.
      case "_codecs.encode" -> RestrictedUnpickler::latin1;
      case "__builtin__.bytes" -> RestrictedUnpickler::empty;
      default -> throw new PickleException("it asks for " + shown(module + "." + name));
    };
  }

  /** A part of {@code text} that is short enough for a message. */
  static String shown(String text) {
    return text.length() > MAX_NAME ? text.substring(0, MAX_NAME) + "..." : text;
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
  sealed interface Stateful permits NumpyBytes, NumpyBytes.ElementType {
    void state(Object[] state);
  }
}
