package dev.graft.data.image;

/** Moves whole pixels about: crops and mirrors. */
final class Pixels {

  private Pixels() {}

  /** Left and right exchanged. */
  static Image mirror(Image image) {
    int width = image.width();
    byte[] from = image.rgb();
    byte[] to = new byte[from.length];
    for (int row = 0; row < from.length; row += 3 * width) {
      for (int x = 0; x < width; x++) {
        int p = row + 3 * x;
        int q = row + 3 * (width - 1 - x);
        to[q] = from[p];
        to[q + 1] = from[p + 1];
        to[q + 2] = from[p + 2];
      }
    }
    return new Image(width, image.height(), to);
  }

  /**
   * {@code image} on a ground of {@code width} x {@code height} pixels of one colour, 0xRRGGBB, its
   * corner at (x, y).
   */
  static Image onGround(Image image, int x, int y, int width, int height, int colour) {
    byte[] to = new byte[3 * width * height];
    for (int i = 0; colour != 0 && i < to.length; i += 3) {
      to[i] = (byte) (colour >> 16);
      to[i + 1] = (byte) (colour >> 8);
      to[i + 2] = (byte) colour;
    }
    for (int row = 0; row < image.height(); row++) {
      int at = 3 * ((y + row) * width + x);
      System.arraycopy(image.rgb(), 3 * row * image.width(), to, at, 3 * image.width());
    }
    return new Image(width, height, to);
  }
}
