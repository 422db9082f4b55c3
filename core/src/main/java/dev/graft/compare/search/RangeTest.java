package dev.graft.compare.search;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Where training breaks while the learning rate rises step by step (Smith, "Cyclical learning rates
 * for training neural networks", 2017).
 */
final class RangeTest {

  /** Of each new loss in the smoothed one. */
  private static final double WEIGHT = 0.3;

  /** Broken is what is so much above the loss at harmless rates, and by so much in all. */
  private static final double WORSE = 1.5;

  private static final double WORSE_BY = 0.3;

  /** Steps at harmless rates, whose mean loss is what later ones are measured by. */
  private static final int HARMLESS = 5;

  private RangeTest() {}

  /**
   * The share of the highest rate at which training broke; empty if it did not.
   *
   * @param losses of the steps, the rate at each a fixed multiple of that before; fewer than {@code
   *     steps} where the next one was no number
   * @param steps that were planned, over which the rate was to rise
   * @param lowest share of the highest rate at the first step
   */
  static OptionalDouble breaksAt(List<Double> losses, int steps, double lowest) {
    int first = Math.min(HARMLESS, losses.size());
    double before = losses.subList(0, first).stream().mapToDouble(l -> l).average().orElse(0);
    double smoothed = before;
    for (int i = 0; i < losses.size(); i++) {
      smoothed += i < first ? 0 : WEIGHT * (losses.get(i) - smoothed);
      if (smoothed > Math.max(WORSE * before, before + WORSE_BY)) {
        return share(i, steps, lowest);
      }
    }
    return losses.size() < steps ? share(losses.size(), steps, lowest) : OptionalDouble.empty();
  }

  private static OptionalDouble share(int step, int steps, double lowest) {
    return OptionalDouble.of(Math.pow(lowest, 1 - (double) step / Math.max(1, steps - 1)));
  }
}
