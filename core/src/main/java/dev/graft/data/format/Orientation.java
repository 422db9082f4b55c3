package dev.graft.data.format;

import java.nio.ByteOrder;

/** EXIF orientation: how a stored picture is turned to stand upright (EXIF 2.3, tag 274). */
public final class Orientation {

  public static final int TAG = 274;
  private static final String PREFIX = "Exif\0\0";

  private Orientation() {}

  /** 1 to 8, from EXIF data with or without their prefix; 1 if they are absent or broken. */
  static int ofExif(byte[] exif) {
    try {
      Bytes bytes = new Bytes(exif, ByteOrder.BIG_ENDIAN);
      int skip = bytes.has(0, PREFIX) ? PREFIX.length() : 0;
      Bytes tiff = bytes.part(skip, bytes.length() - skip, ByteOrder.BIG_ENDIAN);
      return of(TiffDirectory.read(tiff));
    } catch (Damaged e) {
      return 1; // as Pillow does: the pixels are good without it
    }
  }

  static int of(TiffDirectory directory) {
    long value = directory.number(TAG).orElse(1);
    return value >= 1 && value <= 8 ? (int) value : 1;
  }

  /** Whether width and height change places. */
  static boolean turnsSideways(int orientation) {
    return orientation >= 5;
  }

  /**
   * Writes stored row {@code y} of a {@code width} x {@code height} picture to where its pixels
   * stand upright.
   */
  static void place(int orientation, byte[] row, int y, int width, int height, byte[] upright) {
    // Where pixel x of the row goes: at + x * step, counted in pixels.
    int down = height - 1 - y;
    int last = width - 1;
    int at =
        switch (orientation) {
          case 2 -> y * width + last;
          case 3 -> down * width + last;
          case 4 -> down * width;
          case 5 -> y;
          case 6 -> down;
          case 7 -> last * height + down;
          case 8 -> last * height + y;
          default -> y * width;
        };
    int step =
        switch (orientation) {
          case 2, 3 -> -1;
          case 5, 6 -> height;
          case 7, 8 -> -height;
          default -> 1;
        };
    for (int x = 0; x < width; x++) {
      int to = 3 * (at + x * step);
      upright[to] = row[3 * x];
      upright[to + 1] = row[3 * x + 1];
      upright[to + 2] = row[3 * x + 2];
    }
  }
}
