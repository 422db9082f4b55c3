package dev.graft.compare;

import dev.graft.train.Evaluation;
import dev.graft.train.RunRecord;
import dev.graft.train.Strategy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * All runs of one candidate, over its seeds: a row of the table.
 *
 * @param runs at least one, all with the same label
 */
public record Summary(List<RunRecord> runs) {

  public Summary {
    runs = List.copyOf(runs);
  }

  /** One summary for each label, in the order of the runs. */
  public static List<Summary> of(List<RunRecord> runs) {
    Map<String, List<RunRecord>> byLabel = new LinkedHashMap<>();
    runs.forEach(run -> byLabel.computeIfAbsent(run.label(), l -> new ArrayList<>()).add(run));
    return byLabel.values().stream().map(Summary::new).toList();
  }

  /** What tables call it. */
  public String label() {
    return runs.get(0).label();
  }

  /** Parameters that learn. */
  public long trainableParameters() {
    return runs.get(0).trainableParameters();
  }

  /** Parameters in all. */
  public long totalParameters() {
    return runs.get(0).totalParameters();
  }

  /**
   * Mean accuracy on the watched split after the epoch that was kept; empty when none is watched.
   */
  public OptionalDouble validationAccuracy() {
    boolean watched = runs.stream().allMatch(run -> last(run).isPresent());
    return watched
        ? OptionalDouble.of(mean(run -> last(run).getAsDouble()))
        : OptionalDouble.empty();
  }

  private static OptionalDouble last(RunRecord run) {
    return run.kept().validationAccuracy();
  }

  /** Mean accuracy on the test split; empty when it was not evaluated. */
  public OptionalDouble testAccuracy() {
    boolean tested = runs.stream().allMatch(run -> run.test().isPresent());
    return tested
        ? OptionalDouble.of(mean(run -> run.test().orElseThrow().accuracy()))
        : OptionalDouble.empty();
  }

  /** Test evaluations, one a seed; empty when the test split was not evaluated. */
  public List<Evaluation> tests() {
    return runs.stream().flatMap(run -> run.test().stream()).toList();
  }

  /** The run with that seed. */
  Optional<RunRecord> withSeed(long seed) {
    return runs.stream().filter(run -> run.seed() == seed).findFirst();
  }

  /** Whether the first run found features that another candidate had computed. */
  public boolean foundFeatures() {
    return runs.get(0).foundFeatures();
  }

  /** Training seconds of an epoch, of the first seed: later ones find features remembered. */
  public double secondsPerEpoch() {
    return runs.get(0).secondsPerEpoch();
  }

  /** Seconds of a run, of the first seed: later ones find features remembered. */
  public double totalSeconds() {
    return runs.get(0).totalSeconds();
  }

  /**
   * Seconds of a run that had found nothing: those of the first seed, and what computing the
   * features that it found took another one.
   */
  public double cost() {
    return totalSeconds() + foundSeconds();
  }

  /** Of {@link #cost}, what was another one's time. */
  double foundSeconds() {
    return runs.get(0).foundSeconds();
  }

  /** Whether {@link #cost} is known: not where an earlier command computed the features. */
  boolean hasKnownCost() {
    return !foundFeatures() || foundSeconds() > 0;
  }

  /** Largest resident memory of the process in any of the runs; 0 where unknown. */
  public long peakMemoryBytes() {
    return runs.stream().mapToLong(RunRecord::peakMemoryBytes).max().orElse(0);
  }

  /** Whether the loss of a run grew instead of falling, in a comparison of so many classes. */
  public boolean hasDiverged(int classes) {
    return Divergence.of(this, classes);
  }

  /** Whether only the head learns. */
  boolean isFrozen() {
    return runs.get(0).stages().stream()
        .noneMatch(stage -> stage.trainable() > 0 && !stage.stage().equals("head"));
  }

  /** Whether it began with random weights. */
  boolean isRandom() {
    return runs.get(0).strategy().start() == Strategy.Start.RANDOM;
  }

  private double mean(ToDoubleFunction<RunRecord> value) {
    return runs.stream().mapToDouble(value).average().orElseThrow();
  }
}
