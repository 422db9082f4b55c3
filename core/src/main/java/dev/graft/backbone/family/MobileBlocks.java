package dev.graft.backbone.family;

import dev.graft.torch.layers.Activation;
import dev.graft.torch.layers.BatchNorm2d;
import dev.graft.torch.layers.Conv2d;
import dev.graft.torch.layers.ConvNorm2d;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.Residual;
import dev.graft.torch.layers.SamePadding;
import dev.graft.torch.layers.Sequential;
import java.util.ArrayList;
import java.util.List;

/**
 * Blocks that EfficientNet, MobileNetV3 and MobileNetV4 share, with timm's names.
 *
 * @param activation between convolutions
 * @param squeeze where a block squeezes
 * @param epsilon of batch normalisation
 * @param tensorflow whether strided convolutions pad as TensorFlow's
 */
record MobileBlocks(
    Activation activation, SqueezeExcite squeeze, double epsilon, boolean tensorflow) {

  /** Widths are multiples of it, for the hardware. */
  private static final int MULTIPLE = 8;

  /** The smallest share of a width that rounding may leave. */
  static final double LEAST = 0.9;

  /** PyTorch's epsilon, symmetric padding. */
  MobileBlocks(Activation activation, SqueezeExcite squeeze) {
    this(activation, squeeze, 1e-5, false);
  }

  /** The same with another activation between convolutions. */
  MobileBlocks withActivation(Activation other) {
    return new MobileBlocks(other, squeeze, epsilon, tensorflow);
  }

  /**
   * A block of which one goes into another place.
   *
   * @param name prefix of its entries
   * @param inner channels between its convolutions
   * @param squeezed channels of its squeeze; 0 for none
   */
  record Shape(String name, int in, int inner, int out, int kernel, int stride, int squeezed) {

    /** The layer, added to its input where that has the same shape. */
    private Layer around(List<Layer> layers) {
      var main = new Sequential(layers);
      return stride == 1 && in == out ? new Residual(main, Sequential.of()) : main;
    }
  }

  /** {@code width} to the nearest multiple of 8, one more where less than 90 % of it is left. */
  static int rounded(double width) {
    return rounded(width, LEAST);
  }

  /** The same with another share that has to be left. */
  static int rounded(double width, double least) {
    int nearest = Math.max(MULTIPLE, (int) (width + MULTIPLE / 2.0) / MULTIPLE * MULTIPLE);
    return nearest < least * width ? nearest + MULTIPLE : nearest;
  }

  /** A convolution and its normalisation. */
  List<Layer> normalised(Conv2d convolution, String norm) {
    var batchNorm = new BatchNorm2d(norm, convolution.out(), epsilon);
    return tensorflow && convolution.stride() > 1
        ? List.of(
            new SamePadding(convolution.kernel(), convolution.stride()),
            new ConvNorm2d(convolution.withPadding(0), batchNorm))
        : List.of(new ConvNorm2d(convolution, batchNorm));
  }

  /** A convolution, its normalisation, and the activation. */
  List<Layer> activated(Conv2d convolution, String norm) {
    var layers = new ArrayList<>(normalised(convolution, norm));
    layers.add(activation);
    return layers;
  }

  /** The first layers of a network, at half the image's size. */
  Layer stem(int out) {
    return new Sequential(activated(Conv2d.same("conv_stem", 3, out, 3, 2), "bn1"));
  }

  /** One convolution, without a way around it. */
  Layer plain(Shape shape) {
    String name = shape.name();
    Conv2d convolution =
        Conv2d.same(name + ".conv", shape.in(), shape.out(), shape.kernel(), shape.stride());
    return new Sequential(activated(convolution, name + ".bn1"));
  }

  /** One convolution, with a way around it. */
  Layer skipped(Shape shape) {
    return shape.around(List.of(plain(shape)));
  }

  /** Depthwise, then 1 x 1 (Howard et al., 2017, arXiv 1704.04861). */
  Layer separable(Shape shape) {
    String name = shape.name();
    var layers =
        new ArrayList<>(
            activated(
                Conv2d.depthwise(name + ".conv_dw", shape.in(), shape.kernel(), shape.stride()),
                name + ".bn1"));
    addSqueeze(layers, shape, shape.in());
    layers.addAll(
        normalised(Conv2d.same(name + ".conv_pw", shape.in(), shape.out(), 1, 1), name + ".bn2"));
    return shape.around(layers);
  }

  /** Expand 1 x 1, depthwise, project 1 x 1 (Sandler et al., 2018, arXiv 1801.04381). */
  Layer inverted(Shape shape) {
    String name = shape.name();
    int inner = shape.inner();
    var layers =
        new ArrayList<>(
            activated(Conv2d.same(name + ".conv_pw", shape.in(), inner, 1, 1), name + ".bn1"));
    layers.addAll(
        activated(
            Conv2d.depthwise(name + ".conv_dw", inner, shape.kernel(), shape.stride()),
            name + ".bn2"));
    addSqueeze(layers, shape, inner);
    layers.addAll(
        normalised(Conv2d.same(name + ".conv_pwl", inner, shape.out(), 1, 1), name + ".bn3"));
    return shape.around(layers);
  }

  /** The same with expansion and depthwise in one convolution (Gupta and Tan, 2019). */
  Layer fused(Shape shape) {
    String name = shape.name();
    int inner = shape.inner();
    var layers =
        new ArrayList<>(
            activated(
                Conv2d.same(name + ".conv_exp", shape.in(), inner, shape.kernel(), shape.stride()),
                name + ".bn1"));
    layers.addAll(
        normalised(Conv2d.same(name + ".conv_pwl", inner, shape.out(), 1, 1), name + ".bn2"));
    return shape.around(layers);
  }

  private void addSqueeze(List<Layer> layers, Shape shape, int channels) {
    if (shape.squeezed() > 0) {
      layers.add(squeeze.of(shape.name(), channels, shape.squeezed()));
    }
  }
}
