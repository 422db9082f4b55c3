package dev.graft.torch.tensors;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A convolution as one product of matrices (Chellapilla et al., 2006, "High performance
 * convolutional neural networks for document processing"), where oneDNN's own is slow or fails.
 *
 * <p>Slow is what learns in bfloat16: the gradient of a weight is a sum over all places of all
 * images. Where these are few and the weights many, as in the last stage of a network, oneDNN's
 * convolution takes three times as long for that gradient as for its forward pass; the product
 * takes the same. The price is that each input is held {@code kernel} squared times, which is
 * little where places are few.
 */
final class MatrixConvolution {

  private MatrixConvolution() {}

  /**
   * Whether oneDNN's convolution must not be asked: where it cannot read the sizes of the
   * processor's caches, version 3.7.1 divides by zero over one of 1 x 1, which ends the process.
   */
  static boolean isNeeded(Convolution convolution, Tensor input) {
    return convolution.groups() == 1
        && convolution.kernel() == 1
        && input.handle().scalar_type().intern() != ScalarType.Double
        && ProcessorSupport.hidesCaches();
  }

  /** Whether to prefer it: fewer than two places for each channel that comes out. */
  static boolean pays(Convolution convolution, Tensor input, Tensor weight) {
    var in = input.handle();
    return convolution.groups() == 1
        && convolution.kernel() > 1
        && in.scalar_type().intern() == ScalarType.BFloat16
        && weight.type() == ElementType.BF16
        && weight.handle().requires_grad()
        && in.size(0) * side(convolution, in.size(2)) * side(convolution, in.size(3))
            < 2L * weight.handle().size(0);
  }

  /** [N, in, H, W] to [N, out, H', W'], both channels-last; {@code added} may be null. */
  static Tensor forward(Convolution convolution, Tensor input, Tensor weight, Tensor added) {
    var in = input.handle();
    long images = in.size(0);
    long out = weight.handle().size(0);
    long high = side(convolution, in.size(2));
    long wide = side(convolution, in.size(3));
    long padding = convolution.padding();
    var rows = in.permute(0, 2, 3, 1); // [N, H, W, in], as it lies in memory
    if (padding > 0) {
      long[] around = {0, 0, padding, padding, padding, padding};
      rows = torch.constant_pad_nd(rows, around, new Scalar(0));
    }
    // First what lies under the window's columns, then under its rows: [N, H', W', k * k * in].
    var windows = beside(beside(rows, 2, wide, convolution), 1, high, convolution);
    long inner = windows.size(3);
    ScalarType type = in.scalar_type().intern();
    var matrix = weight.handle().to(type).permute(0, 2, 3, 1).reshape(out, inner).t();
    if (convolution.kernel() == 1 && type == ScalarType.Float && !GradMode.is_enabled()) {
      return each(windows, matrix, added);
    }
    var places = windows.reshape(images * high * wide, inner);
    var product =
        added == null ? places.mm(matrix) : torch.addmm(added.handle().to(type), places, matrix);
    return new Tensor(product.view(images, high, wide, out).permute(0, 3, 1, 2));
  }

  /** A product for each image: its bits then do not depend on where it stands in the batch. */
  private static Tensor each(
      org.bytedeco.pytorch.Tensor windows, org.bytedeco.pytorch.Tensor matrix, Tensor added) {
    long images = windows.size(0);
    long places = windows.size(1) * windows.size(2);
    long out = matrix.size(1);
    var product =
        windows
            .reshape(images, places, windows.size(3))
            .bmm(matrix.unsqueeze(0).expand(images, -1, -1));
    if (added != null) {
      product = product.add_(added.handle().to(ScalarType.Float));
    }
    return new Tensor(
        product.view(images, windows.size(1), windows.size(2), out).permute(0, 3, 1, 2));
  }

  /** Size of the output along a side of the input. */
  private static long side(Convolution convolution, long size) {
    return (size + 2L * convolution.padding() - convolution.kernel()) / convolution.stride() + 1;
  }

  /** Beside each other, the {@code count} values that each of the window's places meets. */
  private static org.bytedeco.pytorch.Tensor beside(
      org.bytedeco.pytorch.Tensor rows, long dimension, long count, Convolution convolution) {
    var shifted = new TensorVector();
    long last = (count - 1) * convolution.stride() + 1;
    for (long at = 0; at < convolution.kernel(); at++) {
      shifted.push_back(
          rows.slice(
              dimension, new LongOptional(at), new LongOptional(at + last), convolution.stride()));
    }
    return torch.cat(shifted, 3);
  }
}
