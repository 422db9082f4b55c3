package dev.graft.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.Unpickler;

/**
 * Interprets a pickle that describes tensors, and refuses every other.
 *
 * <p>The library's own unpickler builds any class it knows, calls {@code __setstate__} by
 * reflection, turns unknown classes into dictionaries and believes every length. Here each opcode
 * is listed: those that only push plain values are left to the library, those that name, build or
 * size something are handled here, and all others are refused. Work and memory are bounded by
 * {@link #MAX_STEPS} and by the bytes present.
 */
final class RestrictedUnpickler extends Unpickler {

  /** A full ResNet-152 checkpoint takes about 50,000. */
  private static final int MAX_STEPS = 2_000_000;

  private static final int MAX_NAME = 256; // characters of a class name

  private final Path file;
  private PickleStream stream = new PickleStream(ByteBuffer.allocate(0));
  private final Map<String, PickledStorage> storages = new HashMap<>();
  private int steps;

  /** {@code file} is named in messages only. */
  RestrictedUnpickler(Path file) {
    this.file = file;
  }

  /** One pickle from the beginning of {@code from}; the stream is left behind its last byte. */
  Object read(PickleStream from) throws WeightFileException {
    stream = from;
    try {
      return load(from);
    } catch (WeightFileException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // What damaged opcodes provoke in the library: an empty stack, a cast, an index.
      String detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new WeightFileException(
          file, "damaged pickle near byte %d: %s".formatted(from.position(), detail), e);
    }
  }

  /** The storages referred to so far, by key. */
  Map<String, PickledStorage> storages() {
    return Map.copyOf(storages);
  }

  @Override
  protected Object dispatch(short opcode) throws IOException {
    charge(1);
    switch (opcode) {
      case Opcodes.PROTO, Opcodes.FRAME, Opcodes.STOP, Opcodes.MARK, Opcodes.POP, Opcodes.NONE -> {}
      case Opcodes.NEWTRUE, Opcodes.NEWFALSE, Opcodes.BINFLOAT -> {}
      case Opcodes.BININT, Opcodes.BININT1, Opcodes.BININT2, Opcodes.LONG1 -> {}
      case Opcodes.SHORT_BINSTRING, Opcodes.SHORT_BINUNICODE, Opcodes.SHORT_BINBYTES -> {}
      case Opcodes.EMPTY_TUPLE, Opcodes.TUPLE, Opcodes.TUPLE1, Opcodes.TUPLE2, Opcodes.TUPLE3 -> {}
      case Opcodes.EMPTY_LIST, Opcodes.BINGET, Opcodes.LONG_BINGET -> {}
      case Opcodes.BINPUT, Opcodes.LONG_BINPUT, Opcodes.MEMOIZE -> {}
      case Opcodes.BINUNICODE, Opcodes.BINSTRING, Opcodes.BINBYTES -> checkLength(4);
      case Opcodes.BINUNICODE8, Opcodes.BINBYTES8, Opcodes.BYTEARRAY8 -> checkLength(8);
      default -> {
        build(opcode);
        return NO_RETURN_VALUE;
      }
    }
    return super.dispatch(opcode);
  }

  private void build(short opcode) throws IOException {
    switch (opcode) {
      case Opcodes.EMPTY_DICT -> stack.add(new LinkedHashMap<Object, Object>());
      case Opcodes.SETITEM -> {
        Object value = stack.pop();
        put(Arrays.asList(stack.pop(), value));
      }
      case Opcodes.SETITEMS -> put(stack.pop_all_since_marker());
      case Opcodes.APPEND -> append(Arrays.asList(stack.pop()));
      case Opcodes.APPENDS -> append(stack.pop_all_since_marker());
      case Opcodes.GLOBAL -> {
        String module = line();
        stack.add(named(module + "." + line()));
      }
      case Opcodes.STACK_GLOBAL -> {
        String name = name(stack.pop());
        stack.add(named(name(stack.pop()) + "." + name));
      }
      case Opcodes.INST -> {
        String module = line();
        throw refused(module + "." + line());
      }
      case Opcodes.REDUCE, Opcodes.NEWOBJ -> reduce();
      case Opcodes.BUILD -> setState();
      case Opcodes.BINPERSID -> {
        PickledStorage storage = PickledClass.storage((Object[]) stack.pop());
        storages.putIfAbsent(storage.key(), storage);
        stack.add(storage);
      }
      default ->
          throw new WeightFileException(
              file,
              "its pickle uses opcode 0x%02x, which torch.save does not write".formatted(opcode));
    }
  }

  @SuppressWarnings("unchecked") // pickles are untyped; put's casts are checked by read
  private void put(List<Object> keysAndValues) {
    Map<Object, Object> target = (Map<Object, Object>) stack.peek();
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      Object key = keysAndValues.get(i);
      if (!(key instanceof String || key instanceof Number || key instanceof Boolean)) {
        // Also keeps hashCode from descending into nested containers.
        throw new PickleException("a dictionary key that is neither text nor number");
      }
      target.put(key, keysAndValues.get(i + 1));
    }
  }

  @SuppressWarnings("unchecked") // as above
  private void append(List<Object> values) {
    ((List<Object>) stack.peek()).addAll(values);
  }

  private void reduce() throws WeightFileException {
    Object[] arguments = (Object[]) stack.pop();
    for (Object argument : arguments) {
      // Building walks its arguments, and one argument may be handed over many times.
      charge(argument instanceof List<?> list ? list.size() : 1);
      charge(argument instanceof Object[] tuple ? tuple.length : 0);
    }
    if (stack.pop() instanceof PickledClass type) {
      stack.add(type.build(arguments));
    } else {
      throw new PickleException("calls something that is no class");
    }
  }

  /**
   * State of a dictionary ({@code _metadata}, versions of layers) or of a value that is passed over
   * does not matter; nothing else has any.
   */
  private void setState() throws WeightFileException {
    stack.pop();
    Object target = stack.peek();
    if (!(target instanceof Map || target == PickledClass.OPAQUE_VALUE)) {
      throw new PickleException("gives state to something that has none");
    }
  }

  /**
   * Never the text of a container: one nested 60 deep takes a page of bytes and prints for ever.
   */
  private static String name(Object value) {
    if (!(value instanceof String text) || text.length() > MAX_NAME) {
      throw new PickleException("names a class by what is no short text");
    }
    return text;
  }

  private PickledClass named(String name) throws WeightFileException {
    return PickledClass.named(name).orElseThrow(() -> refused(name));
  }

  private WeightFileException refused(String name) {
    String shown = name.replaceAll("[^\\p{Graph}]", "?");
    if (stream.contains("_modules") && stream.contains("_parameters")) {
      return new WeightFileException(
          file,
          "holds a whole pickled model (it names the Python class %s), not a state_dict; "
                  .formatted(shown)
              + "in Python, save the weights alone: torch.save(model.state_dict(), file)");
    }
    return new WeightFileException(
        file,
        "names the Python class or function %s, which is no part of weights; ".formatted(shown)
            + "nothing of it was run. If you trust its origin, save the weights alone in Python: "
            + "torch.save(model.state_dict(), file)");
  }

  private void charge(int count) throws WeightFileException {
    steps += count;
    if (steps > MAX_STEPS) {
      throw new WeightFileException(
          file, "its pickle takes more than " + MAX_STEPS + " steps, more than weights need");
    }
  }

  private void checkLength(int width) throws WeightFileException {
    long length = stream.peekUnsigned(width);
    long left = stream.remaining() - (long) width;
    if (length < 0 || length > left) {
      throw new WeightFileException(
          file,
          "damaged pickle near byte %d: a value claims %s bytes, %d are left"
              .formatted(stream.position(), Long.toUnsignedString(length), Math.max(0, left)));
    }
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    for (int c = stream.read(); c != '\n'; c = stream.read()) {
      if (c < 0 || line.length() == MAX_NAME) {
        throw new PickleException("a name without an end");
      }
      line.append((char) c);
    }
    return line.toString();
  }
}
