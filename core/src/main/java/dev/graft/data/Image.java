package dev.graft.data;

import java.util.Objects;

/**
 * A decoded picture: 8-bit RGB, upright (EXIF orientation applied), no alpha.
 *
 * <p>The pixels are {@code height * width * 3} bytes, row by row, red first (HWC). The array
 * belongs to the image: it is neither copied in nor out, and whoever holds the image may not write
 * to it.
 */
public final class Image {

  private final int width;
  private final int height;
  private final byte[] rgb;

  /** Wraps {@code rgb}, which must hold {@code width * height * 3} bytes. */
  public Image(int width, int height, byte[] rgb) {
    Objects.requireNonNull(rgb, "rgb");
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "an image has at least one pixel, got " + width + "x" + height);
    }
    long bytes = 3L * width * height;
    if (rgb.length != bytes) {
      throw new IllegalArgumentException(
          "a %dx%d image has %d bytes, got %d".formatted(width, height, bytes, rgb.length));
    }
    this.width = width;
    this.height = height;
    this.rgb = rgb;
  }

  /** Width in pixels. */
  public int width() {
    return width;
  }

  /** Height in pixels. */
  public int height() {
    return height;
  }

  /** The pixels, HWC, not a copy. */
  public byte[] rgb() {
    return rgb;
  }
}
