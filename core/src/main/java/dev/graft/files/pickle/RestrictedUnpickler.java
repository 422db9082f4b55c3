package dev.graft.files.pickle;

import static dev.graft.files.pickle.UnknownClass.requireKnown;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.Unpickler;

/**
 * Interprets a pickle of plain values and of what {@link PickleNames} allow.
 *
 * <p>The library's own unpickler builds any class it knows, calls {@code __setstate__} by
 * reflection, turns unknown classes into dictionaries and believes every length. Here each opcode
 * is listed: those that only push plain values are left to the library, those that name, build or
 * size something are handled here, and all others are refused. Work is bounded by {@link
 * #MAX_STEPS}, memory by the bytes present.
 */
final class RestrictedUnpickler extends Unpickler {

  /** A full ResNet-152 checkpoint takes about 50,000, a CIFAR batch of 50,000 images 300,000. */
  private static final int MAX_STEPS = 5_000_000;

  private static final int MAX_NAME = 256; // characters of a module or class name

  private final PickleNames names;
  private final ByteBuffer bytes;
  private int steps;
  private long copies; // bytes that may still be copied

  RestrictedUnpickler(PickleNames names, ByteBuffer bytes) {
    this.names = names;
    this.bytes = bytes;
    // Large values are copied twice: out of a text, and into rows. More is one that is copied over
    // and over.
    this.copies = 4L * bytes.remaining() + (1 << 20);
  }

  @Override
  protected Object dispatch(short opcode) throws IOException {
    charge(1);
    switch (opcode) {
      case Opcodes.PROTO, Opcodes.FRAME, Opcodes.STOP, Opcodes.MARK, Opcodes.NONE -> {}
      case Opcodes.POP, Opcodes.POP_MARK, Opcodes.NEWTRUE, Opcodes.NEWFALSE -> {}
      case Opcodes.INT, Opcodes.BININT, Opcodes.BININT1, Opcodes.BININT2, Opcodes.LONG1 -> {}
      case Opcodes.BINFLOAT, Opcodes.STRING -> {}
      case Opcodes.SHORT_BINSTRING, Opcodes.SHORT_BINUNICODE, Opcodes.SHORT_BINBYTES -> {}
      case Opcodes.EMPTY_TUPLE, Opcodes.TUPLE, Opcodes.TUPLE1, Opcodes.TUPLE2, Opcodes.TUPLE3 -> {}
      case Opcodes.EMPTY_LIST, Opcodes.LIST, Opcodes.GET, Opcodes.BINGET, Opcodes.LONG_BINGET -> {}
      case Opcodes.PUT, Opcodes.BINPUT, Opcodes.LONG_BINPUT, Opcodes.MEMOIZE -> {}
      case Opcodes.BINUNICODE, Opcodes.BINSTRING, Opcodes.BINBYTES -> checkLength(4);
      case Opcodes.BINUNICODE8, Opcodes.BINBYTES8, Opcodes.BYTEARRAY8 -> checkLength(8);
      default -> {
        build(opcode);
        return NO_RETURN_VALUE;
      }
    }
    return super.dispatch(opcode);
  }

  private void build(short opcode) {
    switch (opcode) {
      case Opcodes.EMPTY_DICT -> stack.add(new LinkedHashMap<Object, Object>());
      case Opcodes.DICT -> {
        List<Object> items = stack.pop_all_since_marker();
        stack.add(new LinkedHashMap<Object, Object>());
        put(items);
      }
      case Opcodes.SETITEM -> {
        Object value = stack.pop();
        put(Arrays.asList(stack.pop(), value));
      }
      case Opcodes.SETITEMS -> put(stack.pop_all_since_marker());
      case Opcodes.APPEND -> append(Arrays.asList(stack.pop()));
      case Opcodes.APPENDS -> append(stack.pop_all_since_marker());
      default -> buildClass(opcode);
    }
  }

  /** What names a class, or makes an object of one. */
  private void buildClass(short opcode) {
    switch (opcode) {
      case Opcodes.GLOBAL -> stack.add(named(line(), line()));
      case Opcodes.STACK_GLOBAL -> {
        String name = name(stack.pop());
        stack.add(named(name(stack.pop()), name));
      }
      case Opcodes.EMPTY_SET -> stack.add(new UnknownClass("builtins.set"));
      case Opcodes.ADDITEMS -> stack.pop_all_since_marker();
      case Opcodes.FROZENSET -> {
        stack.pop_all_since_marker();
        stack.add(new UnknownClass("builtins.frozenset"));
      }
      case Opcodes.NEWOBJ_EX -> {
        stack.pop(); // arguments by name: nothing that is known takes any
        Object arguments = stack.pop();
        call(stack.pop(), arguments);
      }
      case Opcodes.INST -> {
        Object called = named(line(), line());
        call(called, stack.pop_all_since_marker().toArray());
      }
      case Opcodes.REDUCE, Opcodes.NEWOBJ -> {
        Object arguments = stack.pop();
        call(stack.pop(), arguments);
      }
      case Opcodes.BUILD -> setState();
      case Opcodes.BINPERSID -> {
        Object id = stack.pop();
        add(() -> names.stored(id));
      }
      default ->
          throw new PickleException(
              "it uses opcode 0x%02x, which plain data does not need".formatted(opcode));
    }
  }

  @SuppressWarnings(
      "unchecked") // pickles are untyped; Pickle.read turns a wrong cast into its error
  private void put(List<Object> keysAndValues) {
    if (stack.peek() instanceof UnknownClass) {
      return;
    }
    Map<Object, Object> target = (Map<Object, Object>) stack.peek();
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      Object key = keysAndValues.get(i);
      // Others are passed over: hash codes of nested lists visit each inner list as often as it is
      // mentioned, and nothing that is looked for has such a key.
      if (key instanceof String
          || key instanceof byte[]
          || key instanceof Number
          || key instanceof Boolean
          || key instanceof UnknownClass) {
        target.put(key, keysAndValues.get(i + 1));
      }
    }
  }

  @SuppressWarnings("unchecked") // as above
  private void append(List<Object> values) {
    if (!(stack.peek() instanceof UnknownClass)) {
      ((List<Object>) stack.peek()).addAll(values);
    }
  }

  private void call(Object called, Object arguments) {
    if (called instanceof UnknownClass) {
      stack.add(called);
    } else if (called instanceof PickleNames.Builder builder) {
      add(
          () -> {
            Object[] values = (Object[]) requireKnown(arguments);
            charge(values);
            return builder.build(values);
          });
    } else {
      throw new PickleException("it calls something that is no class");
    }
  }

  private void add(Supplier<Object> value) {
    try {
      stack.add(value.get());
    } catch (UnknownClass.Needed e) {
      stack.add(e.unknown());
    }
  }

  /** State of a dictionary ({@code _metadata}, versions of layers) does not matter. */
  private void setState() {
    Object state = stack.pop();
    Object target = stack.peek();
    if (target instanceof PickleNames.Stateful stateful) {
      charge(state instanceof Object[] values ? values : new Object[0]);
      stateful.state(state);
    } else if (!(target instanceof Map || target instanceof UnknownClass)) {
      throw new PickleException("it gives state to something that has none");
    }
  }

  private Object named(String module, String name) {
    String whole = module + "." + name;
    return names.named(whole).<Object>map(known -> known).orElseGet(() -> new UnknownClass(whole));
  }

  /**
   * Never the text of a container: one nested 60 deep takes a page of bytes and prints for ever.
   */
  private static String name(Object value) {
    if (!(value instanceof String text) || text.length() > MAX_NAME) {
      throw new PickleException("it names a class by what is no short text");
    }
    return text;
  }

  private String line() {
    int start = bytes.position();
    while (bytes.get() != '\n') {
      if (bytes.position() - start > MAX_NAME) {
        throw new PickleException("it has a name without an end");
      }
    }
    byte[] line = new byte[bytes.position() - start - 1];
    bytes.get(start, line);
    return new String(line, StandardCharsets.ISO_8859_1);
  }

  /** Building walks and copies what it is given, and one value may be handed over many times. */
  private void charge(Object[] values) {
    for (Object value : values) {
      charge(1);
      charge(value instanceof List<?> list ? list.size() : 0);
      charge(value instanceof Object[] tuple ? tuple.length : 0);
      copies -= value instanceof String text ? text.length() : 0;
      copies -= value instanceof byte[] bytes ? bytes.length : 0;
    }
    if (copies < 0) {
      throw new PickleException("it unfolds to far more bytes than it has");
    }
  }

  private void charge(int count) {
    steps += count;
    if (steps > MAX_STEPS) {
      throw new PickleException("it takes more than " + MAX_STEPS + " steps");
    }
  }

  private void checkLength(int width) {
    ByteBuffer rest = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    long length = width == 4 ? Integer.toUnsignedLong(rest.getInt()) : rest.getLong();
    if (length < 0 || length > rest.remaining()) {
      throw new PickleException(
          "it is cut short: a value claims %s bytes, %d are left"
              .formatted(Long.toUnsignedString(length), rest.remaining()));
    }
  }
}
