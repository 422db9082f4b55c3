package dev.graft.data.image;

import dev.graft.data.image.Preprocessing.Fit;

/**
 * How an image of any shape becomes {@code width} x {@code height} pixels, as timm and torchvision
 * do it: resized, then the middle cut out, then what is too small put on a ground of one colour.
 *
 * @param edgeWidth what the image is resized to, as {@code fit} says
 * @param edgeHeight the same for its height
 * @param ground colour of the padding, 0xRRGGBB
 */
record Geometry(
    Fit fit,
    int edgeWidth,
    int edgeHeight,
    int width,
    int height,
    Interpolation interpolation,
    int ground) {

  /** Of an image after resizing. */
  private record Size(long width, long height) {}

  /** {@code image} in {@code width} x {@code height} pixels. */
  Image of(Image image) {
    Size size = resized(image.fullWidth(), image.fullHeight());
    Box window = window(size);
    // timm resizes for a rectangle with a bilinear filter, whatever was asked for.
    boolean plain = fit == Fit.CENTRE_CROP && edgeWidth != edgeHeight;
    Interpolation filter = plain ? Interpolation.BILINEAR : interpolation;
    Image middle =
        Resampler.resize(image, Box.whole(image), size.width(), size.height(), window, filter);
    if (window.width() == width && window.height() == height) {
      return middle;
    }
    int left = (width - middle.width()) / 2;
    int top = (height - middle.height()) / 2;
    return Pixels.onGround(middle, left, top, width, height, ground);
  }

  /** What {@link #of} shows of a picture of that many pixels. */
  Region region(int pictureWidth, int pictureHeight) {
    Size size = resized(pictureWidth, pictureHeight);
    Box window = window(size);
    double left = window.x() - (width - window.width()) / 2; // whole pixels, as above
    double top = window.y() - (height - window.height()) / 2;
    return new Region(
        left / size.width(),
        top / size.height(),
        width / (double) size.width(),
        height / (double) size.height());
  }

  private Size resized(long fullWidth, long fullHeight) {
    double across = fullWidth / (double) edgeWidth;
    double down = fullHeight / (double) edgeHeight;
    return switch (fit) {
      case SQUASH -> new Size(edgeWidth, edgeHeight);
      case BORDER -> divided(fullWidth, fullHeight, Math.max(across, down));
      case CENTRE_CROP -> {
        if (edgeWidth != edgeHeight) {
          yield divided(fullWidth, fullHeight, Math.min(across, down));
        }
        long shorter = Math.min(fullWidth, fullHeight);
        yield new Size(
            Preprocessing.resized(fullWidth, shorter, edgeWidth),
            Preprocessing.resized(fullHeight, shorter, edgeHeight));
      }
    };
  }

  private static Size divided(long fullWidth, long fullHeight, double ratio) {
    return new Size(
        Math.max(1, (long) Math.rint(fullWidth / ratio)),
        Math.max(1, (long) Math.rint(fullHeight / ratio)));
  }

  /** The centre crop, without what lies outside of the resized image. */
  private Box window(Size size) {
    long cropWidth = Math.min(size.width(), width);
    long cropHeight = Math.min(size.height(), height);
    return new Box(
        halfEven(size.width() - cropWidth),
        halfEven(size.height() - cropHeight),
        cropWidth,
        cropHeight);
  }

  private static long halfEven(long n) {
    return (long) Math.rint(n / 2.0);
  }
}
