package dev.graft.data.image;

import java.util.Arrays;

/**
 * Resizes 8-bit RGB exactly as Pillow does: filtered along rows, rounded to 8 bits, then along
 * columns.
 *
 * <p>Only the wanted window of the resized image is computed, from the source rows that reach it. A
 * source row is filtered once and added to every output row it contributes to, so memory depends on
 * the window alone; integer sums do not depend on their order.
 */
final class Resampler {

  private Resampler() {}

  /**
   * Resizes the part {@code source} of {@code image}, in pixels of its full size and as if it were
   * all there is, to {@code width} x {@code height}, and returns the {@code window} of that.
   */
  static Image resize(
      Image image, Box source, long width, long height, Box window, Interpolation filter) {
    int windowWidth = Math.toIntExact(window.width());
    int windowHeight = Math.toIntExact(window.height());
    Taps.Span across = Taps.Span.of(source.x(), source.width(), image.reduction());
    Taps.Span down = Taps.Span.of(source.y(), source.height(), image.reduction());
    Taps columns = Taps.of(across, width, window.x(), windowWidth, filter);
    Taps rows = Taps.of(down, height, window.y(), windowHeight, filter);
    int n = 3 * windowWidth;
    int[] line = new int[n];
    int[] sums = new int[Math.multiplyExact(n, windowHeight)];
    Arrays.fill(sums, Taps.HALF);
    int from = 0; // outputs before it have all their rows
    for (int y = rows.first[0]; y < rows.end(windowHeight - 1); y++) {
      int at = Math.toIntExact(3 * ((down.first() + y) * image.width() + across.first()));
      if (across.isSame(width)) {
        widen(image.rgb(), Math.toIntExact(at + 3 * window.x()), line);
      } else {
        filterRow(image.rgb(), at, columns, line);
      }
      while (rows.end(from) <= y) {
        from++;
      }
      for (int o = from; o < windowHeight && rows.first[o] <= y; o++) {
        add(rows.shares[rows.start[o] + y - rows.first[o]], line, sums, o * n);
      }
    }
    return new Image(windowWidth, windowHeight, narrow(sums));
  }

  private static void widen(byte[] rgb, int at, int[] line) {
    for (int i = 0; i < line.length; i++) {
      line[i] = rgb[at + i] & 0xff;
    }
  }

  private static void filterRow(byte[] rgb, int at, Taps taps, int[] line) {
    int[] shares = taps.shares;
    for (int x = 0; x < taps.outputs(); x++) {
      int red = Taps.HALF;
      int green = Taps.HALF;
      int blue = Taps.HALF;
      int p = at + 3 * taps.first[x];
      for (int k = taps.start[x]; k < taps.start[x + 1]; k++) {
        int share = shares[k];
        red += share * (rgb[p] & 0xff);
        green += share * (rgb[p + 1] & 0xff);
        blue += share * (rgb[p + 2] & 0xff);
        p += 3;
      }
      line[3 * x] = Taps.pixel(red);
      line[3 * x + 1] = Taps.pixel(green);
      line[3 * x + 2] = Taps.pixel(blue);
    }
  }

  /** A loop of its own over ints: the shape that the JIT compiles to vector instructions. */
  private static void add(int share, int[] line, int[] sums, int at) {
    for (int i = 0; i < line.length; i++) {
      sums[at + i] += share * line[i];
    }
  }

  private static byte[] narrow(int[] sums) {
    byte[] rgb = new byte[sums.length];
    for (int i = 0; i < sums.length; i++) {
      rgb[i] = (byte) Taps.pixel(sums[i]);
    }
    return rgb;
  }
}
