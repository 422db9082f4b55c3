package dev.graft.train.record;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How long the steps of an epoch took, in seconds, each from the end of the one before it, loading
 * included: of steps that did the same work. The first step of a phase, which touches memory for
 * the first time, and batches that are smaller than the others are not among them.
 *
 * @param phase index of the strategy's phase
 * @param steps length of the epoch in steps of a whole batch
 * @param median of the steps
 * @param low their 10th percentile
 * @param high their 90th percentile
 * @param load threads that the machine ran or kept waiting, mean over the minute before the epoch's
 *     end; empty where the system does not say
 */
public record StepTimes(
    int phase, double steps, double median, double low, double high, OptionalDouble load) {

  private static final double LOW = 0.1;
  private static final double HIGH = 0.9;

  /** Batches of this share of the largest count as whole. */
  private static final double WHOLE = 0.9;

  public StepTimes {
    if (!(low <= median && median <= high)) {
      throw new IllegalArgumentException(
          "step times are low <= median <= high, got %s, %s, %s".formatted(low, median, high));
    }
  }

  /** One step: its seconds and its batch's size. */
  public record Step(double seconds, int images) {}

  /** Of an epoch of so many images; empty where no steps were measured. */
  public static Optional<StepTimes> of(int phase, int images, List<Step> measured) {
    int largest = measured.stream().mapToInt(Step::images).max().orElse(0);
    List<Step> whole = measured.stream().filter(s -> s.images() >= WHOLE * largest).toList();
    if (whole.isEmpty()) {
      return Optional.empty();
    }
    double size = whole.stream().mapToInt(Step::images).average().orElseThrow();
    List<Double> seconds = whole.stream().map(Step::seconds).sorted().toList();
    return Optional.of(
        new StepTimes(
            phase,
            images / size,
            quantile(seconds, 0.5),
            quantile(seconds, LOW),
            quantile(seconds, HIGH),
            machineLoad()));
  }

  private static OptionalDouble machineLoad() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return load < 0 ? OptionalDouble.empty() : OptionalDouble.of(load);
  }

  /**
   * The value below which such a share of others lies, linear between the two beside it.
   *
   * @param sorted at least one, ascending
   * @param share in [0, 1]
   */
  public static double quantile(List<Double> sorted, double share) {
    double at = share * (sorted.size() - 1);
    int below = (int) Math.floor(at);
    int above = Math.min(below + 1, sorted.size() - 1);
    return sorted.get(below) + (at - below) * (sorted.get(above) - sorted.get(below));
  }
}
