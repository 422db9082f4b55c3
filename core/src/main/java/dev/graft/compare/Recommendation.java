package dev.graft.compare;

import dev.graft.compare.Contrast.Verdict;
import dev.graft.train.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which candidate to take, by a few rules over what was measured. {@code
 * docs/guide/recommendation.md} gives each rule's reason and source.
 *
 * @param kind which rule decided
 * @param pick the label of the candidate to take; empty where none is shown to have learnt anything
 * @param runnerUp the second choice; empty where there is none
 * @param best the label of what is measured best; empty without a pick
 * @param contrasts of the best to each other candidate that learnt, in the table's order
 * @param baselines what can be had without looking at an image
 * @param unlearnt labels of candidates that are not shown to do better than that
 * @param costs of every candidate that did not diverge, in the table's order
 * @param fit what the frozen features say of the images, in a sentence; empty where nothing with a
 *     frozen backbone and nothing that fine-tunes stand side by side
 * @param changes what would change the advice, in clauses
 */
public record Recommendation(
    Kind kind,
    Optional<String> pick,
    Optional<String> runnerUp,
    Optional<String> best,
    List<Contrast> contrasts,
    List<Baseline> baselines,
    List<String> unlearnt,
    List<Cost> costs,
    String fit,
    List<String> changes) {

  /** A shorter time than this decides nothing, seconds. */
  private static final double SOME_TIME = 60;

  /** Nor does a smaller share of what the command took. */
  private static final double SOME_SHARE = 0.1;

  /**
   * What a candidate costs.
   *
   * @param seconds of a run, with what computing the features that it found took another one
   * @param memoryBytes largest resident memory of the process; 0 where unknown
   */
  public record Cost(String label, double seconds, long memoryBytes) {}

  /** Which rule decided. */
  public enum Kind {
    /** No candidate is shown to beat what can be had without looking at an image. */
    NOTHING_LEARNT,
    /** Only one candidate is shown to beat that. */
    ONLY_ONE,
    /** The best differs from all others, and nothing was quicker by an amount that matters. */
    BEST_AND_CHEAPEST,
    /** The best differs from all others, and others cost less. */
    TRADE_OFF,
    /** The cheapest of those that are equal enough to the best. */
    EQUAL_ENOUGH,
    /** Not shown to be equal to the best, but cheaper by more than what it is expected to lose. */
    WORTH_THE_TIME,
    /** The best as measured: the images leave open whether it is. */
    NOT_SETTLED
  }

  public Recommendation {
    contrasts = List.copyOf(contrasts);
    baselines = List.copyOf(baselines);
    unlearnt = List.copyOf(unlearnt);
    costs = List.copyOf(costs);
    changes = List.copyOf(changes);
  }

  /**
   * For a finished comparison of two or more tested candidates; empty for any other. Those that
   * {@linkplain Summary#hasDiverged diverged} have no part in it.
   */
  public static Optional<Recommendation> of(ComparisonRecord record) {
    List<Summary> rows = Divergence.without(record);
    boolean tested = rows.stream().allMatch(row -> row.testAccuracy().isPresent());
    return !record.complete() || rows.size() < 2 || !tested
        ? Optional.empty()
        : Optional.of(new Judge(record, rows).recommendation());
  }

  /** The contrast that decided: of the best to the pick, or to its closest rival. */
  public Optional<Contrast> decisive() {
    return contrasts.stream()
        .filter(c -> pick.equals(best) || pick.equals(Optional.of(c.difference().second())))
        .min(Comparator.comparingDouble(c -> c.difference().accuracy()));
  }

  /** Labels of those that are not shown to differ from the best, itself among them. */
  public List<String> notDifferent() {
    var labels = new ArrayList<String>();
    best.ifPresent(labels::add);
    contrasts.stream()
        .filter(c -> c.verdict() != Verdict.DIFFERENT)
        .forEach(c -> labels.add(c.difference().second()));
    return labels;
  }

  /** Works it out. */
  private static final class Judge {

    private final ComparisonRecord record;
    private final Metric metric;
    private final List<Summary> rows;
    private final List<Baseline> baselines;
    private final double command;

    Judge(ComparisonRecord record, List<Summary> rows) {
      this.record = record;
      this.metric = record.settings().metric();
      this.rows = rows;
      this.baselines = Baseline.of(rows.get(0).tests().get(0), record.data().classNames(), metric);
      this.command =
          record.runs().stream().mapToDouble(run -> run.totalSeconds()).sum()
              + record.tuning().map(Tuning::seconds).orElse(0.0);
    }

    Recommendation recommendation() {
      List<Summary> learnt = learnt();
      List<String> unlearnt =
          rows.stream().filter(row -> !learnt.contains(row)).map(Summary::label).toList();
      if (learnt.isEmpty()) {
        return made(Kind.NOTHING_LEARNT, Optional.empty(), Optional.empty(), List.of(), unlearnt);
      }
      Summary best = best(learnt);
      List<Summary> others = learnt.stream().filter(row -> !row.equals(best)).toList();
      List<Contrast> contrasts =
          Contrast.of(
              others.stream().map(other -> Difference.of(best, other, metric)).toList(),
              record.criteria().equalWithin());
      Summary pick = pick(best, others, contrasts);
      return made(
          kind(pick, best, others, contrasts),
          Optional.of(pick),
          Optional.of(best),
          contrasts,
          unlearnt);
    }

    private Recommendation made(
        Kind kind,
        Optional<Summary> pick,
        Optional<Summary> best,
        List<Contrast> contrasts,
        List<String> unlearnt) {
      return new Recommendation(
          kind,
          pick.map(Summary::label),
          pick.flatMap(row -> runnerUp(row, best.get(), contrasts)),
          best.map(Summary::label),
          contrasts,
          baselines,
          unlearnt,
          rows.stream()
              .map(row -> new Cost(row.label(), row.cost(), row.peakMemoryBytes()))
              .toList(),
          best.isEmpty() ? "" : FeatureFit.of(rows, metric),
          pick.map(row -> Advice.of(record, row, best.get(), contrasts)).orElse(List.of()));
    }

    /** The second choice: the best where something cheaper is picked, else its closest rival. */
    private Optional<String> runnerUp(Summary pick, Summary best, List<Contrast> contrasts) {
      return pick.equals(best)
          ? contrasts.stream()
              .min(Comparator.comparingDouble(c -> c.difference().accuracy()))
              .map(c -> c.difference().second())
          : Optional.of(best.label());
    }

    /** Those shown to have learnt something that no baseline makes up for. */
    private List<Summary> learnt() {
      double trivial = baselines.stream().mapToDouble(Baseline::value).max().orElseThrow();
      boolean[] shown =
          Learning.shown(
              rows.stream().map(row -> Learning.p(row.tests().get(0), metric)).toList(),
              Contrast.SIGNIFICANCE / 2); // one-sided
      return IntStream.range(0, rows.size())
          .filter(i -> shown[i] && rows.get(i).test(metric).orElseThrow() > trivial)
          .mapToObj(rows::get)
          .toList();
    }

    /**
     * The one with the highest expected value of the metric, which is the one with the least
     * expected loss: each is compared on the images that it shares with the one that was tested on
     * most. Equals in the order of what they cost.
     */
    private Summary best(List<Summary> learnt) {
      Summary reference =
          learnt.stream()
              .max(
                  Comparator.<Summary>comparingInt(row -> row.tests().get(0).total())
                      .thenComparingDouble(row -> row.test(metric).orElseThrow()))
              .orElseThrow();
      return learnt.stream()
          .max(
              Comparator.<Summary>comparingDouble(
                      row ->
                          row.equals(reference)
                              ? 0
                              : Difference.of(row, reference, metric).accuracy())
                  .thenComparing(row -> !row.isRandom())
                  .thenComparingDouble(row -> -row.cost()))
          .orElseThrow();
    }

    private Summary pick(Summary best, List<Summary> others, List<Contrast> contrasts) {
      Summary pick = best;
      double least = best.cost();
      for (int i = 0; i < others.size(); i++) {
        Summary other = others.get(i);
        double price = other.cost() + lost(contrasts.get(i));
        if (!other.isRandom() && saves(best, other) && price < least && may(contrasts.get(i))) {
          pick = other;
          least = price;
        }
      }
      return pick;
    }

    /** Seconds that what the other is expected to lose is worth; 0 where that was not said. */
    private double lost(Contrast contrast) {
      return 100 * contrast.difference().accuracy() * record.criteria().pointSeconds().orElse(0);
    }

    /** Where nobody said what a point is worth, time counts only within what is called equal. */
    private boolean may(Contrast contrast) {
      return record.criteria().pointSeconds().isPresent()
          || contrast.verdict() == Verdict.EQUAL_ENOUGH
          || (contrast.verdict() == Verdict.NOT_SETTLED
              && contrast.difference().accuracy() <= record.criteria().equalWithin());
    }

    /** Whether the other is cheaper by a time that matters. */
    private boolean saves(Summary best, Summary other) {
      double saved = best.cost() - other.cost();
      return saved >= SOME_TIME
          && saved >= SOME_SHARE * command
          && Summary.costsDiffer(best, other);
    }

    private Kind kind(Summary pick, Summary best, List<Summary> others, List<Contrast> contrasts) {
      if (others.isEmpty()) {
        return Kind.ONLY_ONE;
      }
      if (!pick.equals(best)) {
        Contrast decided = contrasts.get(others.indexOf(pick));
        return decided.verdict() == Verdict.EQUAL_ENOUGH ? Kind.EQUAL_ENOUGH : Kind.WORTH_THE_TIME;
      }
      if (contrasts.stream().anyMatch(c -> c.verdict() == Verdict.NOT_SETTLED)) {
        return Kind.NOT_SETTLED;
      }
      if (contrasts.stream().anyMatch(c -> c.verdict() == Verdict.EQUAL_ENOUGH)) {
        return Kind.EQUAL_ENOUGH;
      }
      boolean cheaper = others.stream().anyMatch(other -> !other.isRandom() && saves(best, other));
      return cheaper ? Kind.TRADE_OFF : Kind.BEST_AND_CHEAPEST;
    }
  }
}
