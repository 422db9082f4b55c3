package dev.graft.data.image;

import java.awt.image.BufferedImage;
import java.util.Objects;

/**
 * A decoded picture: 8-bit RGB, upright (EXIF orientation applied), no alpha. It may have been
 * decoded at a fraction of its full size.
 *
 * <p>The pixels are {@code height * width * 3} bytes, row by row, red first (HWC). The array
 * belongs to the image: it is neither copied in nor out, and whoever holds the image may not write
 * to it.
 */
public final class Image {

  private final int width;
  private final int height;
  private final int fullWidth;
  private final int fullHeight;
  private final int reduction;
  private final byte[] rgb;

  /** Wraps {@code rgb}, which must hold {@code width * height * 3} bytes. */
  public Image(int width, int height, byte[] rgb) {
    this(width, height, 1, rgb);
  }

  /**
   * A {@code fullWidth} x {@code fullHeight} picture of which each pixel stands for a square of
   * {@code reduction} x {@code reduction}; the last column and row may reach beyond the picture.
   */
  public Image(int fullWidth, int fullHeight, int reduction, byte[] rgb) {
    Objects.requireNonNull(rgb, "rgb");
    if (fullWidth < 1 || fullHeight < 1) {
      throw new IllegalArgumentException(
          "an image has at least one pixel, got " + fullWidth + "x" + fullHeight);
    }
    this.fullWidth = fullWidth;
    this.fullHeight = fullHeight;
    this.reduction = reduction;
    this.width = reduced(fullWidth, reduction);
    this.height = reduced(fullHeight, reduction);
    long bytes = 3L * width * height;
    if (rgb.length != bytes) {
      throw new IllegalArgumentException(
          "a %dx%d image has %d bytes, got %d".formatted(width, height, bytes, rgb.length));
    }
    this.rgb = rgb;
  }

  /** The pixels of {@code picture}, of whatever kind it is; alpha is dropped. */
  public static Image of(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    int[] row = new int[width];
    int at = 0;
    for (int y = 0; y < height; y++) {
      picture.getRGB(0, y, width, 1, row, 0, width);
      for (int pixel : row) {
        rgb[at++] = (byte) (pixel >> 16);
        rgb[at++] = (byte) (pixel >> 8);
        rgb[at++] = (byte) pixel;
      }
    }
    return new Image(width, height, rgb);
  }

  /** Pixels left of a side of {@code side} pixels, the last possibly in part beyond it. */
  public static int reduced(int side, int reduction) {
    return (side + reduction - 1) / reduction;
  }

  /** Width in pixels. */
  public int width() {
    return width;
  }

  /** Height in pixels. */
  public int height() {
    return height;
  }

  /** Width of the picture that this image shows, in its own pixels. */
  public int fullWidth() {
    return fullWidth;
  }

  /** Height of the picture that this image shows, in its own pixels. */
  public int fullHeight() {
    return fullHeight;
  }

  /** How many of the picture's pixels one pixel is wide and high: 1, or 2, 4, 8 when reduced. */
  public int reduction() {
    return reduction;
  }

  /** The pixels, HWC, not a copy. */
  public byte[] rgb() {
    return rgb;
  }

  /** Left and right exchanged. */
  public Image mirrored() {
    return Pixels.mirror(this);
  }

  /** All of it as {@code width} x {@code height} pixels, as Pillow resizes. */
  public Image resized(int width, int height, Interpolation filter) {
    return resized(Box.whole(this), width, height, filter);
  }

  /** The {@code part}, in pixels of the full size and as if it were all there is, resized. */
  public Image resized(Box part, int width, int height, Interpolation filter) {
    return Resampler.resize(this, part, width, height, new Box(0, 0, width, height), filter);
  }
}
