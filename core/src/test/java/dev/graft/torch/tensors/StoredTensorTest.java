package dev.graft.torch.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class StoredTensorTest {

  private static float half(int bits) {
    ByteBuffer bytes = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putShort(0, (short) bits);
    return StoredTensor.of("h", ElementType.F16, new long[0], bytes).floats()[0];
  }

  @Test
  void halvesAreExact() {
    assertThat(half(0x3c00)).isEqualTo(1f);
    assertThat(half(0xc000)).isEqualTo(-2f);
    assertThat(half(0x7bff)).isEqualTo(65504f);
    assertThat(half(0x0400)).isEqualTo(0x1p-14f); // smallest normal
    assertThat(half(0x0001)).isEqualTo(0x1p-24f); // smallest subnormal
    assertThat(half(0x83ff)).isEqualTo(-1023 * 0x1p-24f);
    assertThat(Float.floatToRawIntBits(half(0x8000))).isEqualTo(0x80000000); // -0
    assertThat(half(0x7c00)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(half(0xfc00)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(half(0x7e00)).isNaN();
  }

  @Test
  void shapeMustFitTheBytes() {
    assertThatThrownBy(() -> StoredTensor.ofFloats("w", new long[] {2, 3}, new float[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("w F32[2, 3] takes 24 bytes, got 20");
    long huge = 1L << 62;
    assertThatThrownBy(() -> StoredTensor.ofFloats("w", new long[] {huge, 4}, new float[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void kindsOfNumberAreNotConfused() {
    StoredTensor longs = StoredTensor.ofLongs("n", new long[] {1}, new long[] {3});
    assertThatThrownBy(longs::floats).isInstanceOf(IllegalStateException.class);
    StoredTensor floats = StoredTensor.ofFloats("w", new long[] {1}, new float[] {3});
    assertThatThrownBy(floats::longs).isInstanceOf(IllegalStateException.class);
    assertThat(floats.withName("v").floats()).containsExactly(3);
  }

  @Test
  void elementsCannotBeWritten() {
    StoredTensor w = StoredTensor.ofFloats("w", new long[] {1}, new float[] {3});
    assertThat(w.bytes().isReadOnly()).isTrue();
    w.shape()[0] = 9;
    assertThat(w.shape()).containsExactly(1);
  }
}
