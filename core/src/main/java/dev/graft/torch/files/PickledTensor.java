package dev.graft.torch.files;

import dev.graft.torch.tensors.ElementType;
import dev.graft.torch.tensors.StoredTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A tensor as a pickle describes it: a strided view of a storage; offset and strides count elements
 * of {@code type}.
 */
final class PickledTensor {

  private final PickledStorage storage;
  private final ElementType type;
  private final long offset;
  private final long[] shape;
  private final long[] strides;

  PickledTensor(
      PickledStorage storage, ElementType type, long offset, long[] shape, long[] strides) {
    if (shape.length != strides.length || offset < 0 || shape.length > 64) {
      throw new IllegalArgumentException(
          "a tensor of offset %d, shape %s and strides %s"
              .formatted(offset, Arrays.toString(shape), Arrays.toString(strides)));
    }
    this.storage = storage;
    this.type = type;
    this.offset = offset;
    this.shape = shape.clone();
    this.strides = strides.clone();
  }

  PickledStorage storage() {
    return storage;
  }

  ElementType type() {
    return type;
  }

  long[] shape() {
    return shape.clone();
  }

  /** Bytes the tensor takes when contiguous; -1 where its shape makes no sense. */
  long byteCount() {
    return StoredTensor.byteCount(type, shape);
  }

  /** Whether the elements lie row by row without gaps, so that no copy is needed. */
  boolean contiguous() {
    long expected = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      if (shape[d] != 1 && strides[d] != expected) {
        return byteCount() == 0;
      }
      expected *= shape[d];
    }
    return true;
  }

  /**
   * The elements, contiguous: a slice of {@code whole}, the bytes of the storage under the key, or
   * a copy where strides demand one.
   *
   * @throws IllegalArgumentException if the view leaves the storage
   */
  ByteBuffer elements(ByteBuffer whole) {
    int storageWidth = storage.type() == null ? 1 : storage.type().bytes();
    int begin = Math.toIntExact(storage.viewOffset() * storageWidth);
    int length = Math.toIntExact(storage.viewCount() * storageWidth);
    ByteBuffer seen = whole.slice(begin, length).order(ByteOrder.LITTLE_ENDIAN);
    long bytes = byteCount();
    if (bytes == 0) {
      return seen.slice(0, 0);
    }
    long available = length / type.bytes();
    long last = lastElement(available);
    if (bytes < 0 || last >= available || bytes > length) {
      throw new IllegalArgumentException(
          "a tensor of offset %d, shape %s and strides %s does not fit its storage of %d elements"
              .formatted(offset, Arrays.toString(shape), Arrays.toString(strides), available));
    }
    if (contiguous()) {
      return seen.slice((int) offset * type.bytes(), (int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
    return gathered(seen, (int) bytes);
  }

  /** Index of the farthest element touched, or {@code limit} where that is out of bounds. */
  private long lastElement(long limit) {
    long last = offset;
    for (int d = 0; d < shape.length; d++) {
      if (strides[d] < 0 || (strides[d] > 0 && shape[d] - 1 > limit / strides[d])) {
        return limit;
      }
      last += (shape[d] - 1) * strides[d];
      if (last >= limit) {
        return limit;
      }
    }
    return last;
  }

  /** Walks the tensor in row-major order with an odometer of indices. */
  private ByteBuffer gathered(ByteBuffer seen, int bytes) {
    ByteBuffer out = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int width = type.bytes();
    long[] index = new long[shape.length];
    long at = offset;
    while (true) {
      int from = (int) at * width;
      switch (width) {
        case 8 -> out.putLong(seen.getLong(from));
        case 4 -> out.putInt(seen.getInt(from));
        case 2 -> out.putShort(seen.getShort(from));
        default -> out.put(seen.get(from));
      }
      int d = shape.length - 1;
      while (d >= 0 && ++index[d] == shape[d]) {
        at -= (shape[d] - 1) * strides[d];
        index[d--] = 0;
      }
      if (d < 0) {
        return out.flip();
      }
      at += strides[d];
    }
  }
}
