package dev.graft.compare.summary;

import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.RunRecord;
import dev.graft.train.record.StepTimes;
import dev.graft.train.strategy.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What a run costs that had found nothing, in seconds: of steps that do the same work their number
 * times their median, so that what else the machine did for a while does not count; of everything
 * else what was measured.
 *
 * @param low the least that it may be, by the spread of what was measured
 * @param high the most
 */
public record RunCost(double seconds, double low, double high) {

  /** How far off is what was measured once, as a share: no spread is known of it. */
  private static final double ONCE = 0.2;

  /** The least for all: runs are not made at the same time. */
  private static final double LEAST = 0.1;

  /** Fewer looks at the watched images have no median to speak of. */
  private static final int LOOKS = 3;

  private static final double LOW = 0.1;
  private static final double HIGH = 0.9;

  /** That of {@code run}, with what computing the features that it found took another one. */
  public static RunCost of(RunRecord run) {
    double rest = run.totalSeconds() + run.foundSeconds();
    double seconds = 0;
    double low = 0;
    double high = 0;
    for (Map.Entry<Integer, List<EpochRecord>> phase : timed(run).entrySet()) {
      List<EpochRecord> epochs = phase.getValue();
      double steps = sum(epochs, epoch -> times(epoch).steps());
      List<Double> medians = values(epochs, epoch -> times(epoch).median());
      double measured = sum(epochs, EpochRecord::seconds);
      seconds += Math.min(measured, steps * median(medians)); // a slow spell may be the longer part
      low += steps * low(epochs, medians);
      high += steps * high(epochs, medians);
      rest -= measured;
      List<Phase> phases = run.strategy().phases();
      boolean looksAlike = phase.getKey() < phases.size() && phases.get(phase.getKey()).cut() == 0;
      if (looksAlike && epochs.size() >= LOOKS) {
        List<Double> looks = values(epochs, EpochRecord::validationSeconds);
        seconds += looks.size() * median(looks);
        low += looks.size() * StepTimes.quantile(looks, LOW);
        high += looks.size() * StepTimes.quantile(looks, HIGH);
        rest -= sum(epochs, EpochRecord::validationSeconds);
      }
    }
    rest = Math.max(0, rest);
    seconds += rest;
    return new RunCost(
        seconds,
        Math.min(low + (1 - ONCE) * rest, (1 - LEAST) * seconds),
        Math.max(high + (1 + ONCE) * rest, (1 + LEAST) * seconds));
  }

  /**
   * By what factor the times of steps that did the same work differ: those of an epoch, or the
   * medians of epochs; 1 where none were measured.
   */
  public static double variation(RunRecord run) {
    double most = 1;
    for (List<EpochRecord> epochs : timed(run).values()) {
      List<Double> medians = values(epochs, epoch -> times(epoch).median());
      double low = low(epochs, medians);
      most = low > 0 ? Math.max(most, high(epochs, medians) / low) : most;
    }
    return most;
  }

  /** Whether both ran the same stages forward and backward equally often, by what was measured. */
  static boolean isSameWork(RunRecord one, RunRecord other) {
    return !timed(one).isEmpty()
        && !timed(other).isEmpty()
        && one.epochs().size() == other.epochs().size()
        && one.strategy().phases().stream()
            .map(RunCost::work)
            .toList()
            .equals(other.strategy().phases().stream().map(RunCost::work).toList());
  }

  private static List<Object> work(Phase phase) {
    return List.of(phase.cut(), phase.solver(), phase.epochs());
  }

  /** Epochs whose steps were measured, by their phases. */
  private static Map<Integer, List<EpochRecord>> timed(RunRecord run) {
    var phases = new TreeMap<Integer, List<EpochRecord>>();
    for (EpochRecord epoch : run.epochs()) {
      epoch
          .stepTimes()
          .ifPresent(t -> phases.computeIfAbsent(t.phase(), p -> new ArrayList<>()).add(epoch));
    }
    return phases;
  }

  private static double low(List<EpochRecord> epochs, List<Double> medians) {
    return Math.min(median(values(epochs, e -> times(e).low())), StepTimes.quantile(medians, LOW));
  }

  private static double high(List<EpochRecord> epochs, List<Double> medians) {
    return Math.max(
        median(values(epochs, e -> times(e).high())), StepTimes.quantile(medians, HIGH));
  }

  private static StepTimes times(EpochRecord epoch) {
    return epoch.stepTimes().orElseThrow();
  }

  private static double sum(List<EpochRecord> epochs, ToDoubleFunction<EpochRecord> value) {
    return epochs.stream().mapToDouble(value).sum();
  }

  private static List<Double> values(
      List<EpochRecord> epochs, ToDoubleFunction<EpochRecord> value) {
    return epochs.stream().map(value::applyAsDouble).sorted().toList();
  }

  private static double median(List<Double> sorted) {
    return StepTimes.quantile(sorted, 0.5);
  }
}
