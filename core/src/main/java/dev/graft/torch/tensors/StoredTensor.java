package dev.graft.torch.tensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * A named tensor as a weight file holds it: contiguous, row-major, little-endian, not yet native.
 *
 * <p>Elements of a file that was read are usually mapped, not copied: the file may be replaced
 * meanwhile by renaming another over it (not on Windows) but not cut short. Safe for use by several
 * threads.
 */
public final class StoredTensor {

  private final String name;
  private final ElementType type;
  private final long[] shape;
  private final ByteBuffer bytes;

  private StoredTensor(String name, ElementType type, long[] shape, ByteBuffer bytes) {
    this.name = Objects.requireNonNull(name, "name");
    this.type = Objects.requireNonNull(type, "type");
    this.shape = shape.clone();
    this.bytes = bytes.slice().asReadOnlyBuffer();
    long expected = byteCount(type, shape);
    if (expected != this.bytes.remaining()) {
      throw new IllegalArgumentException(
          "%s %s%s takes %d bytes, got %d"
              .formatted(name, type, Arrays.toString(shape), expected, this.bytes.remaining()));
    }
  }

  /** Wraps (does not copy) the remaining bytes of {@code bytes}: exactly the elements. */
  public static StoredTensor of(String name, ElementType type, long[] shape, ByteBuffer bytes) {
    return new StoredTensor(name, type, shape, bytes);
  }

  /** An F32 tensor with a copy of {@code values}, row-major. */
  public static StoredTensor ofFloats(String name, long[] shape, float[] values) {
    ByteBuffer bytes = littleEndian(4L * values.length);
    bytes.asFloatBuffer().put(values);
    return new StoredTensor(name, ElementType.F32, shape, bytes);
  }

  /** An F64 tensor with a copy of {@code values}, row-major. */
  public static StoredTensor ofDoubles(String name, long[] shape, double[] values) {
    ByteBuffer bytes = littleEndian(8L * values.length);
    bytes.asDoubleBuffer().put(values);
    return new StoredTensor(name, ElementType.F64, shape, bytes);
  }

  /** An I64 tensor with a copy of {@code values}, row-major. */
  public static StoredTensor ofLongs(String name, long[] shape, long[] values) {
    ByteBuffer bytes = littleEndian(8L * values.length);
    bytes.asLongBuffer().put(values);
    return new StoredTensor(name, ElementType.I64, shape, bytes);
  }

  /** The tensor's name, such as {@code layer1.0.conv1.weight}. */
  public String name() {
    return name;
  }

  /** What its elements are. */
  public ElementType type() {
    return type;
  }

  /** Length of each dimension, outermost first; empty for a scalar. A copy. */
  public long[] shape() {
    return shape.clone();
  }

  /** Number of elements. */
  public int elements() {
    return bytes.limit() / type.bytes();
  }

  /** The elements, little-endian and read-only; position and limit are the caller's own. */
  public ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The same elements under another name. */
  public StoredTensor withName(String newName) {
    return new StoredTensor(newName, type, shape, bytes);
  }

  /** The same in half precision, rounded to nearest; what is no floating point stays. */
  public StoredTensor toHalf() {
    return HalfPrecision.of(this);
  }

  /**
   * The elements as float32: exact, but for F64, which is rounded.
   *
   * @throws IllegalStateException if they are not floating-point numbers
   */
  public float[] floats() {
    float[] values = new float[elements()];
    ByteBuffer in = bytes();
    switch (floatingType()) {
      case F64 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) in.getDouble(8 * i);
        }
      }
      case F16 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = halfToFloat(in.getShort(2 * i));
        }
      }
      case BF16 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = Float.intBitsToFloat(in.getShort(2 * i) << 16);
        }
      }
      default -> in.asFloatBuffer().get(values);
    }
    return values;
  }

  /**
   * The elements as float64, exactly.
   *
   * @throws IllegalStateException if they are not floating-point numbers
   */
  public double[] doubles() {
    double[] values = new double[elements()];
    if (floatingType() == ElementType.F64) {
      bytes().asDoubleBuffer().get(values);
      return values;
    }
    float[] narrow = floats();
    for (int i = 0; i < values.length; i++) {
      values[i] = narrow[i];
    }
    return values;
  }

  /**
   * The elements of an integer or BOOL tensor.
   *
   * @throws IllegalStateException if they are floating-point numbers
   */
  public long[] longs() {
    long[] values = new long[elements()];
    ByteBuffer in = bytes();
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case I64 -> in.getLong();
            case I32 -> in.getInt();
            case I16 -> in.getShort();
            case I8 -> in.get();
            case U8, BOOL -> in.get() & 0xff;
            default -> throw new IllegalStateException(name + " holds " + type + ", not integers");
          };
    }
    return values;
  }

  @Override
  public String toString() {
    return name + " " + type + Arrays.toString(shape);
  }

  /** Bytes that {@code shape} takes, or -1 where that is negative or more than a long holds. */
  public static long byteCount(ElementType type, long[] shape) {
    long count = type.bytes();
    boolean empty = false;
    for (long length : shape) {
      if (length < 0) {
        return -1;
      }
      empty |= length == 0;
    }
    for (long length : shape) {
      if (!empty && length > Long.MAX_VALUE / count) {
        return -1;
      }
      count = empty ? 0 : count * length;
    }
    return count;
  }

  private ElementType floatingType() {
    if (!type.floating()) {
      throw new IllegalStateException(name + " holds " + type + ", not floating-point numbers");
    }
    return type;
  }

  private static ByteBuffer littleEndian(long bytes) {
    return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** IEEE 754 binary16: 1 sign bit, 5 exponent bits (bias 15), 10 mantissa bits. */
  private static float halfToFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >> 10) & 0x1f;
    int mantissa = half & 0x3ff;
    if (exponent == 0) { // zero or subnormal: mantissa * 2^-24
      float magnitude = mantissa * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    int widened = exponent == 31 ? 0xff : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | (widened << 23) | (mantissa << 13));
  }
}
