package dev.graft.torch.tensors;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfPrecisionTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0000",
    "-0.0, 8000",
    "1, 3c00",
    "-2, c000",
    "65504, 7bff",
    "65519.996, 7bff",
    "65520, 7c00",
    "1e9, 7c00",
    "0.1, 2e66",
    "5.9604645e-8, 0001",
    "2.9802322e-8, 0000",
    "6.1035156e-5, 0400",
    "6.0975552e-5, 03ff",
    "1.00048828125, 3c00",
    "1.00146484375, 3c02",
    "NaN, 7e00",
    "Infinity, 7c00"
  })
  void knownNumbers(float value, String expected) {
    assertThat("%04x".formatted(HalfPrecision.round(value) & 0xffff)).isEqualTo(expected);
  }

  /** No half is nearer: the error is at most half of the gap between neighbours there. */
  @Property
  void theNearestIsTaken(@ForAll float value) {
    if (Math.abs(value) < 65504) {
      float back = back(value);
      double gap = Math.max(0x1p-24, Math.ulp(back) * 0x1p13);
      assertThat(Math.abs((double) value - back)).isLessThanOrEqualTo(gap / 2);
    }
  }

  @Property
  void whatIsAHalfStaysWhatItIs(@ForAll short half) {
    float exact = exact(half);
    if (!Float.isNaN(exact)) {
      assertThat(HalfPrecision.round(exact)).isEqualTo(half);
    }
  }

  private static float back(float value) {
    return StoredTensor.ofFloats("x", new long[] {1}, new float[] {value}).toHalf().floats()[0];
  }

  private static float exact(short half) {
    var bytes = java.nio.ByteBuffer.allocate(2).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    bytes.putShort(0, half);
    return StoredTensor.of("x", ElementType.F16, new long[] {1}, bytes).floats()[0];
  }
}
