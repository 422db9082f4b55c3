package dev.graft.torch.tensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Rounds float32 numbers to IEEE 754 binary16, to nearest, ties to even. */
final class HalfPrecision {

  private HalfPrecision() {}

  /** {@code stored} in half precision where it is floating point, otherwise as it is. */
  static StoredTensor of(StoredTensor stored) {
    if (!stored.type().floating()) {
      return stored;
    }
    float[] values = stored.floats();
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putShort(round(value));
    }
    return StoredTensor.of(stored.name(), ElementType.F16, stored.shape(), bytes.flip());
  }

  /** What is beyond 65,504 becomes infinite. */
  static short round(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) {
      return (short) (sign | 0x7e00); // not a number
    }
    if (magnitude >= 0x47800000) { // 65,536 and more
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x38800000) { // below 2^-14: a multiple of 2^-24
      float scaled = Float.intBitsToFloat(magnitude) * 0x1p24f;
      return (short) (sign | (int) Math.rint(scaled));
    }
    int rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
    return (short) (sign | ((rounded >>> 13) - (112 << 10)));
  }
}
