package dev.graft.torch;

import java.util.List;

/**
 * How fast a machine computes with each setting, and which to take.
 *
 * @param rates float32 with the first number of threads, bfloat16 with as many where the processor
 *     computes in it, then others
 */
public record MeasuredSpeed(List<Rate> rates) {

  /** How many times as fast a setting must be to be taken instead of the one before it. */
  public static final double WORTH = 1.2;

  /**
   * How fast one setting is.
   *
   * @param forward billions of floating point operations a second, without gradients
   * @param training the same with gradients, weights kept in float32
   */
  public record Rate(Precision precision, int threads, double forward, double training) {

    public Rate {
      if (precision == null || threads < 1 || !isRate(forward) || !isRate(training)) {
        throw new IllegalArgumentException(
            "no rate: %s, %d threads, %s and %s GFLOP/s"
                .formatted(precision, threads, forward, training));
      }
    }

    private static boolean isRate(double value) {
      return value > 0 && value < Double.POSITIVE_INFINITY;
    }

    /** How many times as fast as {@code other} at least, be it forward or with gradients. */
    public double over(Rate other) {
      return Math.min(forward / other.forward, training / other.training);
    }
  }

  public MeasuredSpeed {
    rates = List.copyOf(rates);
    if (rates.isEmpty() || rates.get(0).precision() != Precision.FLOAT32) {
      throw new IllegalArgumentException("the first rate must be float32's, got " + rates);
    }
  }

  /** The fastest setting; a simpler one before it, unless it is {@link #WORTH} as fast. */
  public Rate fastest() {
    return fastest(rates);
  }

  private static Rate fastest(List<Rate> among) {
    Rate best = among.get(0);
    for (Rate rate : among) {
      best = rate.over(best) >= WORTH ? rate : best;
    }
    return best;
  }

  /** The precision to compute in. */
  public Precision precision() {
    return fastest().precision();
  }

  /** The number of threads to compute with. */
  public int threads() {
    return fastest().threads();
  }

  /** Whether there is a rate of that precision. */
  public boolean has(Precision precision) {
    return rates.stream().anyMatch(rate -> rate.precision() == precision);
  }

  /**
   * How many times as fast as float32 bfloat16 is, each with the threads that suit it best, the
   * chosen one with those that were chosen; 1 if bfloat16 was not measured.
   */
  public double gain() {
    if (!has(Precision.BFLOAT16)) {
      return 1;
    }
    return best(Precision.BFLOAT16).over(best(Precision.FLOAT32));
  }

  private Rate best(Precision precision) {
    return fastest().precision() == precision
        ? fastest()
        : fastest(rates.stream().filter(rate -> rate.precision() == precision).toList());
  }
}
