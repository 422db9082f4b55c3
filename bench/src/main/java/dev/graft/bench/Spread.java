package dev.graft.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What repeated measurements came to. */
record Spread(double median, double min, double max, int count) {

  /** Of at least one value. */
  static Spread of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    double median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    return new Spread(median, sorted[0], sorted[n - 1], n);
  }

  /**
   * Of the ratios round by round: what drifts from one round to the next, such as the machine's
   * clock, is in both and falls out.
   */
  static Spread ofRatios(List<Double> above, List<Double> below) {
    int rounds = Math.min(above.size(), below.size());
    return of(IntStream.range(0, rounds).mapToObj(i -> above.get(i) / below.get(i)).toList());
  }

  /** {@code 12.3 (11.9-12.8)}, or the value alone where there is but one. */
  String text() {
    return count == 1
        ? number(median)
        : "%s (%s-%s)".formatted(number(median), number(min), number(max));
  }

  /** Three digits that say something. */
  static String number(double value) {
    int digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
