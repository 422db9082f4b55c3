package dev.graft.torch.files;

import static dev.graft.files.pickle.UnknownClass.requireKnown;

import dev.graft.files.pickle.PickleNames;
import dev.graft.torch.tensors.ElementType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Python class or function that a weight file may name, and what stands for its values here.
 *
 * @param type the elements of a storage or the meaning of a dtype; else null
 */
record PickledClass(Kind kind, ElementType type) implements PickleNames.Builder {

  private enum Kind {
    ORDERED_DICT,
    TENSOR,
    TENSOR_WITH_DTYPE,
    PARAMETER,
    SIZE,
    STORAGE,
    DTYPE
  }

  /** The class that {@code module.name} stands for; empty where weights have no use for it. */
  static Optional<PickledClass> named(String name) {
    for (ElementType type : ElementType.values()) {
      if (name.equals("torch." + type.storage())) {
        return Optional.of(new PickledClass(Kind.STORAGE, type));
      }
      if (name.equals("torch." + type.dtype())) {
        return Optional.of(new PickledClass(Kind.DTYPE, type));
      }
    }
    Kind kind =
        switch (name) {
          case "collections.OrderedDict" -> Kind.ORDERED_DICT;
          case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" -> Kind.TENSOR;
          case "torch._utils._rebuild_tensor_v3" -> Kind.TENSOR_WITH_DTYPE;
          case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" ->
              Kind.PARAMETER;
          case "torch.Size" -> Kind.SIZE;
          case "torch.UntypedStorage",
              "torch.storage.UntypedStorage",
              "torch.storage._UntypedStorage" ->
              Kind.STORAGE;
          default -> null;
        };
    return Optional.ofNullable(kind).map(k -> new PickledClass(k, null));
  }

  @Override
  public Object build(Object[] arguments) {
    return switch (kind) {
      case ORDERED_DICT -> orderedDict(arguments);
      case TENSOR -> tensor(arguments, storageOf(arguments).type());
      case TENSOR_WITH_DTYPE -> tensor(arguments, dtype(arguments[6]));
      case PARAMETER -> (PickledTensor) requireKnown(arguments[0]);
      case SIZE -> (Object[]) requireKnown(arguments[0]);
      case STORAGE, DTYPE -> throw new IllegalArgumentException("calls a storage or element type");
    };
  }

  /**
   * The storage of a persistent id: {@code ("storage", class, key, device, element count)} and, in
   * the legacy form, None or {@code (view key, offset, count)}. The device does not matter.
   */
  static PickledStorage storage(Object[] id) {
    if (id.length < 5
        || !"storage".equals(id[0])
        || !(id[1] instanceof PickledClass storage)
        || storage.kind != Kind.STORAGE) {
      throw new IllegalArgumentException("a persistent id that is no storage");
    }
    String key = (String) id[2];
    long count = number(id[4]);
    if (id.length > 5 && id[5] instanceof Object[] view) {
      return new PickledStorage(key, storage.type, count, number(view[1]), number(view[2]));
    }
    return new PickledStorage(key, storage.type, count, 0, count);
  }

  private static Map<Object, Object> orderedDict(Object[] arguments) {
    Map<Object, Object> dict = new LinkedHashMap<>();
    if (arguments.length > 0) { // Python 2: one list of [name, value]
      for (Object item : (List<?>) requireKnown(arguments[0])) {
        Object[] pair =
            item instanceof List<?> list ? list.toArray() : (Object[]) requireKnown(item);
        dict.put((String) pair[0], pair[1]);
      }
    }
    return dict;
  }

  /** Arguments: storage, offset, shape, strides, then what concerns training only. */
  private static PickledTensor tensor(Object[] arguments, ElementType type) {
    return new PickledTensor(
        storageOf(arguments),
        type == null ? ElementType.U8 : type, // what PyTorch makes of an untyped storage
        number(arguments[1]),
        numbers(arguments[2]),
        numbers(arguments[3]));
  }

  private static PickledStorage storageOf(Object[] arguments) {
    return (PickledStorage) requireKnown(arguments[0]);
  }

  private static ElementType dtype(Object argument) {
    if (requireKnown(argument) instanceof PickledClass dtype && dtype.kind == Kind.DTYPE) {
      return dtype.type;
    }
    throw new IllegalArgumentException("a tensor whose element type is none");
  }

  private static long number(Object value) {
    if (requireKnown(value) instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    throw new IllegalArgumentException("a size that is no whole number below 2^63");
  }

  private static long[] numbers(Object tuple) {
    Object[] values = (Object[]) requireKnown(tuple);
    return Arrays.stream(values).mapToLong(PickledClass::number).toArray();
  }
}
