package dev.graft.torch.tensors;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import dev.graft.torch.Precision;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.global.torch;

/** Images that were loaded into a buffer, as tensors. */
public final class Pixels {

  private Pixels() {}

  /**
   * A batch of images in the given format, [N, C, H, W] in channels-last memory: a plain copy of a
   * direct buffer that holds [N, H, W, C].
   */
  public static Tensor copied(
      FloatBuffer pixels, Precision precision, long n, long c, long h, long w) {
    var lent = lent(pixels, n, c, h, w).handle();
    return new Tensor(precision == Precision.FLOAT32 ? lent.clone() : lent.to(ScalarType.BFloat16));
  }

  /**
   * The same in float32 without a copy: for what only reads it, and is done before the buffer is
   * used again.
   */
  public static Tensor lent(FloatBuffer pixels, long n, long c, long h, long w) {
    Scope.require();
    Tensor.checkElements(pixels.remaining(), n, c, h, w);
    if (!pixels.isDirect()) {
      throw new IllegalArgumentException("images come in a direct buffer");
    }
    long[] strides = {h * w * c, 1, w * c, c};
    return new Tensor(torch.from_blob(new FloatPointer(pixels), new long[] {n, c, h, w}, strides));
  }
}
