package dev.graft.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.razorvine.pickle.PickleException;

/**
 * A Python class or function that a weight file may name, and what stands for its values here.
 *
 * @param type the elements of a storage or the meaning of a dtype; else null
 */
record PickledClass(Kind kind, ElementType type) {

  /** Stands for plain values that no weight needs, such as a NumPy scalar. */
  static final Object OPAQUE_VALUE = new Object();

  private enum Kind {
    ORDERED_DICT,
    TENSOR,
    TENSOR_WITH_DTYPE,
    PARAMETER,
    SIZE,
    STORAGE,
    DTYPE,
    OPAQUE
  }

  private static final Map<String, ElementType> STORAGES =
      Map.of(
          "torch.DoubleStorage", ElementType.F64,
          "torch.FloatStorage", ElementType.F32,
          "torch.HalfStorage", ElementType.F16,
          "torch.BFloat16Storage", ElementType.BF16,
          "torch.LongStorage", ElementType.I64,
          "torch.IntStorage", ElementType.I32,
          "torch.ShortStorage", ElementType.I16,
          "torch.CharStorage", ElementType.I8,
          "torch.ByteStorage", ElementType.U8,
          "torch.BoolStorage", ElementType.BOOL);

  private static final Map<String, ElementType> DTYPES =
      Map.of(
          "torch.float64", ElementType.F64,
          "torch.float32", ElementType.F32,
          "torch.float16", ElementType.F16,
          "torch.bfloat16", ElementType.BF16,
          "torch.int64", ElementType.I64,
          "torch.int32", ElementType.I32,
          "torch.int16", ElementType.I16,
          "torch.int8", ElementType.I8,
          "torch.uint8", ElementType.U8,
          "torch.bool", ElementType.BOOL);

  /** What PyTorch calls a storage of such elements: {@code FloatStorage}. */
  static String storageName(ElementType type) {
    return STORAGES.entrySet().stream()
        .filter(entry -> entry.getValue() == type)
        .map(entry -> entry.getKey().substring("torch.".length()))
        .findFirst()
        .orElseThrow();
  }

  /** The class that {@code module.name} stands for; empty where weights have no use for it. */
  static Optional<PickledClass> named(String name) {
    if (STORAGES.containsKey(name)) {
      return Optional.of(new PickledClass(Kind.STORAGE, STORAGES.get(name)));
    }
    if (DTYPES.containsKey(name)) {
      return Optional.of(new PickledClass(Kind.DTYPE, DTYPES.get(name)));
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
          case "numpy.dtype",
              "numpy.core.multiarray.scalar",
              "numpy._core.multiarray.scalar",
              "_codecs.encode" ->
              Kind.OPAQUE;
          default -> null;
        };
    return Optional.ofNullable(kind).map(k -> new PickledClass(k, null));
  }

  /** What calling this with {@code arguments} gives. */
  Object build(Object[] arguments) {
    return switch (kind) {
      case ORDERED_DICT -> orderedDict(arguments);
      case TENSOR -> tensor(arguments, ((PickledStorage) arguments[0]).type());
      case TENSOR_WITH_DTYPE -> tensor(arguments, dtype(arguments[6]));
      case PARAMETER -> (PickledTensor) arguments[0];
      case SIZE -> (Object[]) arguments[0];
      case OPAQUE -> OPAQUE_VALUE;
      case STORAGE, DTYPE -> throw new PickleException("calls a storage or element type");
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
      throw new PickleException("a persistent id that is no storage");
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
      for (Object item : (List<?>) arguments[0]) {
        Object[] pair = item instanceof List<?> list ? list.toArray() : (Object[]) item;
        dict.put((String) pair[0], pair[1]);
      }
    }
    return dict;
  }

  /** Arguments: storage, offset, shape, strides, then what concerns training only. */
  private static PickledTensor tensor(Object[] arguments, ElementType type) {
    return new PickledTensor(
        (PickledStorage) arguments[0],
        type == null ? ElementType.U8 : type, // what PyTorch makes of an untyped storage
        number(arguments[1]),
        numbers((Object[]) arguments[2]),
        numbers((Object[]) arguments[3]));
  }

  private static ElementType dtype(Object argument) {
    if (argument instanceof PickledClass dtype && dtype.kind == Kind.DTYPE) {
      return dtype.type;
    }
    throw new PickleException("a tensor whose element type is none");
  }

  private static long number(Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    throw new PickleException("a size that is no whole number below 2^63");
  }

  private static long[] numbers(Object[] values) {
    long[] numbers = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      numbers[i] = number(values[i]);
    }
    return numbers;
  }
}
