package dev.graft.data.image;

/**
 * The fixed-point filter of one axis: which source pixels make each output pixel, and their shares.
 *
 * <p>The arithmetic is that of Pillow's 8-bit resampler (Resample.c, {@code precompute_coeffs} and
 * {@code normalize_coeffs_8bpc}), so that results agree bit for bit: shares in double, divided by
 * their sum, rounded half away from zero to {@value #PRECISION} fractional bits.
 */
final class Taps {

  static final int PRECISION = 22;

  /** A half in fixed point: what an accumulator starts with to round. */
  static final int HALF = 1 << (PRECISION - 1);

  /** First source pixel of output i, relative to the span; never decreases. */
  final int[] first;

  /** Where the shares of output i begin in {@link #shares}; they end where those of i+1 begin. */
  final int[] start;

  final int[] shares;

  private Taps(int[] first, int[] start, int[] shares) {
    this.first = first;
    this.start = start;
    this.shares = shares;
  }

  /**
   * A part of a source axis.
   *
   * @param first its first source pixel
   * @param pixels source pixels that it touches
   * @param offset where it begins, in source pixels from the beginning of the first
   * @param length in source pixels
   */
  record Span(long first, int pixels, double offset, double length) {

    /** The part {@code [from, from + length)} of an axis of which each pixel stands for several. */
    static Span of(long from, long length, int reduction) {
      long first = from / reduction;
      long end = (from + length + reduction - 1) / reduction;
      double offset = (double) (from - first * reduction) / reduction;
      return new Span(first, Math.toIntExact(end - first), offset, (double) length / reduction);
    }

    /** Whether resizing to {@code out} pixels leaves every pixel as it is. */
    boolean isSame(long out) {
      return offset == 0 && length == out;
    }
  }

  /**
   * Taps of the outputs {@code [from, from + count)} of an axis that goes from {@code in} to {@code
   * out} pixels.
   */
  static Taps of(Span in, long out, long from, int count, Interpolation filter) {
    double scale = in.length() / out;
    double stretch = Math.max(scale, 1);
    double support = filter.support() * stretch;
    int[] first = new int[count];
    int[] start = new int[count + 1];
    for (int i = 0; i < count; i++) {
      double centre = in.offset() + (from + i + 0.5) * scale;
      first[i] = Math.max(0, (int) (centre - support + 0.5));
      int end = Math.min(in.pixels(), (int) (centre + support + 0.5));
      start[i + 1] = start[i] + end - first[i];
    }
    int[] shares = new int[start[count]];
    double[] weights = new double[2 * (int) Math.ceil(support) + 1];
    for (int i = 0; i < count; i++) {
      double centre = in.offset() + (from + i + 0.5) * scale;
      int n = start[i + 1] - start[i];
      double sum = 0;
      for (int k = 0; k < n; k++) {
        weights[k] = filter.weight((k + first[i] - centre + 0.5) * (1 / stretch));
        sum += weights[k];
      }
      for (int k = 0; k < n; k++) {
        shares[start[i] + k] = fixed(sum == 0 ? weights[k] : weights[k] / sum);
      }
    }
    return new Taps(first, start, shares);
  }

  private static int fixed(double share) {
    return (int) (share * (1 << PRECISION) + (share < 0 ? -0.5 : 0.5));
  }

  int outputs() {
    return first.length;
  }

  /** One past the last source pixel of output {@code i}; never decreases. */
  int end(int i) {
    return first[i] + start[i + 1] - start[i];
  }

  /** An accumulator brought back to a pixel value. */
  static int pixel(int accumulator) {
    int v = accumulator >> PRECISION;
    return v < 0 ? 0 : Math.min(v, 255);
  }
}
