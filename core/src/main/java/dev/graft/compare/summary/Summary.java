package dev.graft.compare.summary;

import dev.graft.compare.record.ComparisonRecord;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Metric;
import dev.graft.train.record.RunRecord;
import dev.graft.train.strategy.Strategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * All runs of one candidate, over its seeds: a row of the table.
 *
 * @param runs at least one, all with the same label
 * @param tests evaluations, one a seed, over all folds of cross-validated images; empty when
 *     nothing was evaluated
 */
public record Summary(List<RunRecord> runs, List<Evaluation> tests) {

  public Summary {
    runs = List.copyOf(runs);
    tests = List.copyOf(tests);
  }

  /** Of these runs, whose folds are pooled. */
  public Summary(List<RunRecord> runs) {
    this(runs, pooled(runs));
  }

  private static List<Evaluation> pooled(List<RunRecord> runs) {
    return seeds(runs).stream().flatMap(seed -> tested(runs, seed, run -> true).stream()).toList();
  }

  /** Whether the largest tested class has three times the images of the smallest, or more. */
  public static boolean hasUnequalClasses(ComparisonRecord record) {
    return widest(of(record.runs())).map(test -> Unequal.of(test.confusion())).orElse(false);
  }

  /** The row of that label. */
  public static Summary named(List<Summary> rows, String label) {
    return rows.stream().filter(row -> row.label().equals(label)).findFirst().orElseThrow();
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

  /** Mean accuracy on the test images; empty when they were not evaluated. */
  public OptionalDouble testAccuracy() {
    return test(Metric.ACCURACY);
  }

  /** Mean of a metric over the seeds, on the test images; empty when they were not evaluated. */
  public OptionalDouble test(Metric metric) {
    boolean tested = runs.stream().allMatch(run -> run.test().isPresent());
    return tested ? tests().stream().mapToDouble(metric::of).average() : OptionalDouble.empty();
  }

  /**
   * How many folds of cross-validated images were tested; 0 where images are not cross-validated.
   */
  public int folds() {
    return (int)
        runs.stream().mapToInt(RunRecord::fold).filter(fold -> fold > 0).distinct().count();
  }

  /**
   * Two candidates' evaluations of the same images.
   *
   * @param first of this candidate
   * @param second of the other
   */
  public record Pair(Evaluation first, Evaluation second) {}

  /** How many images it was tested on, of the first seed; 0 where it was not. */
  public int tested() {
    return tests.isEmpty() ? 0 : tests.get(0).total();
  }

  /** How many images the one has that was tested on the most. */
  public static int mostTested(List<Summary> rows) {
    return rows.stream().mapToInt(Summary::tested).max().orElse(0);
  }

  /** The evaluation on the most images; empty where none was tested. */
  public static Optional<Evaluation> widest(List<Summary> rows) {
    return rows.stream()
        .flatMap(row -> row.tests().stream())
        .reduce((a, b) -> b.total() > a.total() ? b : a);
  }

  /** Mean of a metric over the seeds, on the images that the other was tested on as well. */
  public double testBeside(Summary other, Metric metric) {
    return paired(other).stream().mapToDouble(p -> metric.of(p.first())).average().orElseThrow();
  }

  /** Of every seed that both have, on the images of all folds that both were tested on. */
  public List<Pair> paired(Summary other) {
    var pairs = new ArrayList<Pair>();
    for (long seed : seeds(runs)) {
      Predicate<RunRecord> both =
          run -> has(this, seed, run.fold()) && has(other, seed, run.fold());
      Optional<Evaluation> own = tested(runs, seed, both);
      Optional<Evaluation> theirs = tested(other.runs, seed, both);
      if (own.isPresent() && theirs.isPresent()) {
        pairs.add(new Pair(own.get(), theirs.get()));
      }
    }
    return pairs;
  }

  private static boolean has(Summary row, long seed, int fold) {
    return row.runs.stream().anyMatch(run -> run.seed() == seed && run.fold() == fold);
  }

  private static List<Long> seeds(List<RunRecord> runs) {
    return runs.stream().map(RunRecord::seed).distinct().toList();
  }

  private static Optional<Evaluation> tested(
      List<RunRecord> runs, long seed, Predicate<RunRecord> which) {
    List<Evaluation> folds =
        runs.stream()
            .filter(run -> run.seed() == seed && which.test(run))
            .sorted(Comparator.comparingInt(RunRecord::fold))
            .flatMap(run -> run.test().stream())
            .toList();
    return folds.isEmpty() ? Optional.empty() : Optional.of(Evaluation.pooled(folds));
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
   * Seconds of a run that had found nothing, as a quiet machine would take: of the first seed's
   * steps their number times their median, of the rest what was measured, and what computing the
   * features that it found took another one.
   */
  public double cost() {
    return RunCost.of(runs.get(0)).seconds();
  }

  /**
   * Whether the costs of two differ by more than their spread explains; never where both did the
   * same work, as {@code fine-tune} and {@code from-scratch} do.
   */
  public static boolean costsDiffer(Summary one, Summary other) {
    RunRecord first = one.runs.get(0);
    RunRecord second = other.runs.get(0);
    if (RunCost.isSameWork(first, second)) {
      return false;
    }
    RunCost a = RunCost.of(first);
    RunCost b = RunCost.of(second);
    return a.high() < b.low() || b.high() < a.low();
  }

  /** Of {@link #cost}, what was another one's time. */
  public double foundSeconds() {
    return runs.get(0).foundSeconds();
  }

  /** Whether {@link #cost} is known: not where an earlier command computed the features. */
  public boolean hasKnownCost() {
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
  public boolean isFrozen() {
    return runs.get(0).stages().stream()
        .noneMatch(stage -> stage.trainable() > 0 && !stage.stage().equals("head"));
  }

  /** Whether it began with random weights. */
  public boolean isRandom() {
    return runs.get(0).strategy().start() == Strategy.Start.RANDOM;
  }

  private double mean(ToDoubleFunction<RunRecord> value) {
    return runs.stream().mapToDouble(value).average().orElseThrow();
  }
}
