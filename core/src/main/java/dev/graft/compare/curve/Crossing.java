package dev.graft.compare.curve;

import java.util.ArrayList;
import java.util.List;

/**
 * Where one candidate's curve overtakes another's for good, within the sizes that were measured.
 *
 * @param leader ahead at the largest size, by the fitted curves
 * @param other the one it overtakes
 * @param verdict whether the size can be told
 * @param size training images from which on the leader is ahead: the median of the draws
 * @param low end of its 95 % band; {@code smallest} where that reaches below what was measured
 * @param high other end; {@code largest} where that reaches beyond it
 * @param smallest size that was measured
 * @param largest size that was measured
 */
public record Crossing(
    String leader,
    String other,
    Verdict verdict,
    double size,
    double low,
    double high,
    double smallest,
    double largest) {

  /** What the draws say of the size. */
  public enum Verdict {
    /** It lies within what was measured. */
    MEASURED,
    /** The leader is ahead at all sizes. */
    AHEAD_THROUGHOUT,
    /** The band reaches beyond what was measured: the leader may not be ahead at all. */
    UNDECIDED
  }

  private static final int STEPS = 200;
  private static final double TAIL = 0.025;

  /** Of two fits to the same sizes whose draws share their test images. */
  static Crossing of(String labelA, CurveFit a, String labelB, CurveFit b) {
    double smallest = a.sizes().get(0);
    double largest = a.sizes().get(a.sizes().size() - 1);
    boolean isB = b.law().error(largest) <= a.law().error(largest);
    CurveFit leader = isB ? b : a;
    CurveFit other = isB ? a : b;
    var from = new ArrayList<Double>();
    for (int i = 0; i < leader.others().size(); i++) {
      from.add(from(leader.others().get(i), other.others().get(i), smallest, largest));
    }
    List<Double> sorted = from.stream().sorted().toList();
    double low = sorted.get((int) (TAIL * sorted.size()));
    double median = sorted.get(sorted.size() / 2);
    double high = sorted.get(sorted.size() - 1 - (int) (TAIL * sorted.size()));
    return new Crossing(
        isB ? labelB : labelA,
        isB ? labelA : labelB,
        verdict(median, high),
        clip(median, smallest, largest),
        clip(low, smallest, largest),
        clip(high, smallest, largest),
        smallest,
        largest);
  }

  private static double clip(double size, double smallest, double largest) {
    return Math.max(smallest, Math.min(size, largest));
  }

  private static Verdict verdict(double median, double high) {
    if (high == Double.POSITIVE_INFINITY) {
      return Verdict.UNDECIDED;
    }
    return Double.isInfinite(median) ? Verdict.AHEAD_THROUGHOUT : Verdict.MEASURED;
  }

  /**
   * The size from which on {@code leader} makes fewer errors up to the largest: minus infinity
   * where it does so from the smallest on, plus infinity where it does not at the largest.
   */
  static double from(PowerLaw leader, PowerLaw other, double smallest, double largest) {
    double step = Math.log(largest / smallest) / STEPS;
    double before = lead(leader, other, largest);
    if (before <= 0) {
      return Double.POSITIVE_INFINITY;
    }
    for (int i = 1; i <= STEPS; i++) {
      double here = lead(leader, other, largest * Math.exp(-i * step));
      if (here <= 0) {
        double between = here / (here - before); // where a line through both crosses zero
        return largest * Math.exp(-(i - between) * step);
      }
      before = here;
    }
    return Double.NEGATIVE_INFINITY;
  }

  private static double lead(PowerLaw leader, PowerLaw other, double size) {
    return other.error(size) - leader.error(size);
  }
}
