package dev.graft.torch.tensors;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import dev.graft.torch.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A handle to a native array, with only the operations Graft uses; Java arrays in and out.
 *
 * <p>Every tensor is born in the innermost {@link Scope} of its thread. Tensors do not cross
 * threads.
 */
public final class Tensor {

  private final org.bytedeco.pytorch.Tensor handle;

  public Tensor(org.bytedeco.pytorch.Tensor handle) {
    this.handle = handle;
  }

  public org.bytedeco.pytorch.Tensor handle() {
    return handle;
  }

  /** A float32 copy of {@code values}, row-major. */
  public static Tensor of(float[] values, long... shape) {
    Scope.require();
    checkElements(values.length, shape);
    return new Tensor(torch.from_blob(new FloatPointer(values), shape).clone());
  }

  /** A float64 copy of {@code values}, row-major. */
  public static Tensor of(double[] values, long... shape) {
    Scope.require();
    checkElements(values.length, shape);
    var options = new org.bytedeco.pytorch.TensorOptions(ScalarType.Double);
    return new Tensor(torch.from_blob(new DoublePointer(values), shape, options).clone());
  }

  /** A uint8 copy of {@code values}, [B]. */
  public static Tensor ofBytes(byte[] values) {
    Scope.require();
    var options = new org.bytedeco.pytorch.TensorOptions(ScalarType.Byte);
    return new Tensor(
        torch.from_blob(new BytePointer(values), new long[] {values.length}, options).clone());
  }

  /** Class indices as an int64 vector, [N]. */
  public static Tensor ofIndices(int[] values) {
    Scope.require();
    long[] wide = Arrays.stream(values).asLongStream().toArray();
    var options = new org.bytedeco.pytorch.TensorOptions(ScalarType.Long);
    return new Tensor(
        torch.from_blob(new LongPointer(wide), new long[] {wide.length}, options).clone());
  }

  /** An int64 scalar, as BatchNorm's counters are. */
  public static Tensor ofCount(long count) {
    Scope.require();
    var options = new org.bytedeco.pytorch.TensorOptions(ScalarType.Long);
    return new Tensor(torch.scalar_tensor(new Scalar(count), options));
  }

  /**
   * Rows of {@code first} and, numbered after them, of {@code second}, in the given order, [N,
   * ...]; images come channels-last.
   */
  public static Tensor merged(Tensor first, Tensor second, int[] order) {
    try (var scope = Scope.withoutGradients()) {
      var both = torch.cat(new TensorVector(first.handle, second.handle));
      var rows = new Tensor(both.index_select(0, ofIndices(order).handle));
      return scope.keep(rows.dimensions() == 4 ? rows.channelsLast() : rows);
    }
  }

  /** Sizes of the dimensions. */
  public long[] shape() {
    long[] shape = new long[Math.toIntExact(handle.dim())];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = handle.size(i);
    }
    return shape;
  }

  /** Type of the elements. */
  public ElementType type() {
    return switch (handle.scalar_type().intern()) {
      case Double -> ElementType.F64;
      case Float -> ElementType.F32;
      case Half -> ElementType.F16;
      case BFloat16 -> ElementType.BF16;
      case Long -> ElementType.I64;
      case Byte -> ElementType.U8;
      default ->
          throw new IllegalStateException("Graft makes no tensors of " + handle.scalar_type());
    };
  }

  /** Number of elements. */
  public long elements() {
    return handle.numel();
  }

  /** The elements as float32, row-major. */
  public float[] floats() {
    try (var scope = Scope.withoutGradients()) {
      var plain = handle.detach().to(ScalarType.Float).contiguous();
      float[] out = new float[Math.toIntExact(plain.numel())];
      if (out.length > 0) {
        plain.data_ptr_float().get(out);
      }
      return out;
    }
  }

  /** The elements as float64, row-major. */
  public double[] doubles() {
    try (var scope = Scope.withoutGradients()) {
      var plain = handle.detach().to(ScalarType.Double).contiguous();
      double[] out = new double[Math.toIntExact(plain.numel())];
      if (out.length > 0) {
        plain.data_ptr_double().get(out);
      }
      return out;
    }
  }

  /** The elements as stored, little-endian on every machine libtorch runs on, row-major. */
  public byte[] bytes() {
    try (var scope = Scope.withoutGradients()) {
      var plain = handle.detach().contiguous();
      byte[] out = new byte[Math.toIntExact(plain.nbytes())];
      new BytePointer(plain.data_ptr()).capacity(out.length).get(out);
      return out;
    }
  }

  /** The value of a tensor of one element. */
  public double item() {
    return handle.item_double();
  }

  /** Gradients of everything that asked for them, with respect to this scalar. */
  public void backward() {
    handle.backward();
  }

  /** Gradients of everything that asked for them, given those with respect to this tensor. */
  public void backward(Tensor gradient) {
    Scope.require();
    handle.backward(gradient.handle, new BoolOptional(), false, new TensorArrayRefOptional());
  }

  /**
   * The same values as the start of a new recording, at which {@link #backward} leaves a gradient.
   */
  public Tensor asLeaf() {
    Scope.require();
    var leaf = new Tensor(handle.detach());
    leaf.handle.set_requires_grad(true);
    return leaf;
  }

  /** The gradient that {@link #backward} left at this leaf, as a tensor. */
  public Tensor leafGradient() {
    Scope.require();
    // grad() is a view into this tensor's own record; detach() makes a handle that outlives it.
    return new Tensor(handle.grad().detach());
  }

  /** The gradient that {@link #backward} left here, or an empty array if there is none. */
  public double[] gradient() {
    try (var scope = Scope.withoutGradients()) {
      var gradient = handle.grad();
      return gradient.defined() ? new Tensor(gradient).doubles() : new double[0];
    }
  }

  /** Softmax over the last dimension, in float64. */
  public Tensor softmax() {
    Scope.require();
    return new Tensor(handle.to(ScalarType.Double).softmax(-1));
  }

  /** {@code share} of each row and the rest of the row that is its partner. */
  public Tensor blended(int[] partners, double share) {
    Scope.require();
    var others = handle.index_select(0, ofIndices(partners).handle);
    return new Tensor(handle.mul(new Scalar(share)).add(others.mul(new Scalar(1 - share))));
  }

  /** Rows {@code from} on along the first dimension, as a view. */
  public Tensor rows(int from, int count) {
    return new Tensor(handle.narrow(0, from, count));
  }

  /** This tensor, [N, C, H, W], in channels-last memory. */
  public Tensor channelsLast() {
    Scope.require();
    return new Tensor(handle.contiguous(torch.MemoryFormat.ChannelsLast));
  }

  /** A float64 copy, or this if it is float64 already. */
  public Tensor toDouble() {
    Scope.require();
    return new Tensor(handle.to(ScalarType.Double));
  }

  /** This tensor in the given format, or itself if it has it. */
  public Tensor to(Precision precision) {
    Scope.require();
    return new Tensor(
        handle.to(precision == Precision.FLOAT32 ? ScalarType.Float : ScalarType.BFloat16));
  }

  /** Number of dimensions. */
  public int dimensions() {
    return Math.toIntExact(handle.dim());
  }

  public Tensor copy() {
    return new Tensor(handle.detach().clone());
  }

  /** This as it would stand in a file. */
  public StoredTensor stored(String name) {
    return StoredTensor.of(
        name, type(), shape(), ByteBuffer.wrap(bytes()).order(ByteOrder.LITTLE_ENDIAN));
  }

  /** Overwrites the elements with those that {@link #stored} gave. */
  public void restore(StoredTensor stored, String name) {
    if (stored == null || stored.type() != type() || !Arrays.equals(stored.shape(), shape())) {
      throw new IllegalArgumentException(
          "%s is %s%s, what is to replace it is %s"
              .formatted(name, type(), Arrays.toString(shape()), stored));
    }
    Tensor values =
        stored.type().floating() ? of(stored.doubles(), shape()) : ofCount(stored.longs()[0]);
    handle.detach().copy_(values.handle);
  }

  /** Adds {@code other} to this, in place. */
  public void add(Tensor other) {
    handle.add_(other.handle, new Scalar(1.0));
  }

  public Tensor plus(Tensor other) {
    return new Tensor(handle.add(other.handle, new Scalar(1.0)));
  }

  /**
   * Frees this handle before its scope closes, unless it is one of {@code others}: for a layer's
   * own intermediate results, which would otherwise pile up until the end of the step. What
   * gradients need of them, libtorch holds itself.
   */
  public void releaseUnlessIn(Tensor... others) {
    if (!Arrays.asList(others).contains(this)) {
      PointerScope.getInnerScope().detach(handle);
    }
  }

  static void checkElements(long given, long... shape) {
    long expected = 1;
    for (long size : shape) {
      expected = Math.multiplyExact(expected, size);
    }
    if (given != expected) {
      throw new IllegalArgumentException(
          "shape " + Arrays.toString(shape) + " has " + expected + " elements, got " + given);
    }
  }

  @Override
  public String toString() {
    return "Tensor" + Arrays.toString(shape());
  }
}
