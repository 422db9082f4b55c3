package dev.graft.torch.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.torch.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class TensorTest {

  private static FloatBuffer direct(int floats) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(Float.BYTES * floats)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < floats; i++) {
      buffer.put(i, i);
    }
    return buffer;
  }

  @Test
  void imagesAreReadPixelByPixelIntoChannelsLastMemory() {
    int n = 2;
    int h = 4;
    int w = 5;
    FloatBuffer pixels = direct(n * h * w * 3);
    try (var scope = Scope.withoutGradients()) {
      Tensor images = Pixels.copied(pixels, Precision.FLOAT32, n, 3, h, w);
      pixels.put(0, -1); // the tensor is a copy
      assertThat(images.shape()).containsExactly(n, 3, h, w);
      assertThat(images.handle().is_contiguous(torch.MemoryFormat.ChannelsLast)).isTrue();
      float[] planes = images.floats();
      for (int i = 0; i < planes.length; i++) {
        int image = i / (3 * h * w);
        int channel = i / (h * w) % 3;
        int pixel = i % (h * w);
        assertThat(planes[i]).isEqualTo((image * h * w + pixel) * 3 + channel);
      }
    }
  }

  @Test
  void imagesOfAnotherNumberOrOnTheHeapAreRefused() {
    try (var scope = Scope.withoutGradients()) {
      assertThatThrownBy(() -> Pixels.copied(direct(12), Precision.FLOAT32, 1, 3, 2, 3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("18 elements, got 12");
      assertThatThrownBy(
              () -> Pixels.copied(FloatBuffer.allocate(12), Precision.FLOAT32, 1, 3, 2, 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("direct buffer");
    }
  }
}
