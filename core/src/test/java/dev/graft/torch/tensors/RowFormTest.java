package dev.graft.torch.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.torch.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowFormTest {

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder()).put(bytes).flip();
  }

  private static Tensor images() {
    float[] values = new float[2 * 3 * 2 * 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / 4f;
    }
    return Tensor.of(values, 2, 3, 2, 2).channelsLast();
  }

  @Test
  void featuresComeBackAsTheyWere() {
    try (var scope = Scope.withoutGradients()) {
      Tensor rows = Tensor.of(new float[] {1, -2, 3.5f, 4, 5, 1e-30f}, 2, 3);
      RowForm form = RowForm.of(rows);
      assertThat(form).isEqualTo(new RowForm(ElementType.F32, List.of(3L)));
      assertThat(form.rowBytes()).isEqualTo(12);
      Tensor back = form.tensor(direct(form.bytes(rows)));
      assertThat(back.shape()).containsExactly(2, 3);
      assertThat(back.floats()).containsExactly(rows.floats());
    }
  }

  @Test
  void featureMapsComeBackInTheirPrecisionAndOrder() {
    try (var scope = Scope.withoutGradients()) {
      for (Precision precision : Precision.values()) {
        Tensor rows = images().to(precision);
        RowForm form = RowForm.of(rows);
        assertThat(form.rowBytes()).isEqualTo(precision == Precision.FLOAT32 ? 48 : 24);
        Tensor back = form.tensor(direct(form.bytes(rows)));
        assertThat(back.type()).isEqualTo(rows.type());
        assertThat(back.shape()).containsExactly(2, 3, 2, 2);
        assertThat(back.floats()).containsExactly(rows.floats());
        assertThat(back.handle().stride(1)).as("channels lie next to each other").isEqualTo(1);
      }
    }
  }

  @Test
  void rowsAreKeptInMemoryWhereverSlabsBegin() {
    int size = 5 << 20; // three to a slab
    try (var store = new RowStore(size)) {
      byte[] bytes = new byte[2 * size];
      for (int row = 0; row < 8; row++) {
        bytes[size] = (byte) row;
        bytes[2 * size - 1] = (byte) (row + 100);
        assertThat(store.add(bytes, size)).isEqualTo(row);
      }
      byte[] read = new byte[size];
      for (int row = 0; row < 8; row++) {
        store.read(row, read);
        assertThat(new byte[] {read[0], read[size - 1]})
            .containsExactly((byte) row, (byte) (row + 100));
      }
    }
  }

  @Test
  void rowsOfTwoTensorsAreMerged() {
    try (var scope = Scope.withoutGradients()) {
      Tensor first = Tensor.of(new float[] {0, 1, 10, 11}, 2, 2);
      Tensor second = Tensor.of(new float[] {20, 21}, 1, 2);
      assertThat(Tensor.merged(first, second, new int[] {1, 2, 0}).floats())
          .containsExactly(10, 11, 20, 21, 0, 1);
      Tensor both = Tensor.merged(images(), images(), new int[] {3, 0});
      assertThat(both.handle().stride(1)).isEqualTo(1);
      assertThat(java.util.Arrays.copyOf(both.floats(), 12))
          .containsExactly(java.util.Arrays.copyOfRange(images().floats(), 12, 24));
    }
  }

  @Test
  void otherRowsAreRefused() {
    assertThatThrownBy(() -> new RowForm(ElementType.I64, List.of(1L))).hasMessageContaining("I64");
    assertThatThrownBy(() -> new RowForm(ElementType.F32, List.of(1L, 2L)))
        .hasMessageContaining("[C, H, W]");
  }
}
