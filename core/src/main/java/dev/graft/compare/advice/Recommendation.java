package dev.graft.compare.advice;

import dev.graft.compare.advice.Contrast.Verdict;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.summary.Divergence;
import dev.graft.compare.summary.Summary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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

  /**
   * The contrast that decided: of the best to the pick or, of those with the verdict that decided,
   * to the rival that it is least surely better than.
   */
  public Optional<Contrast> decisive() {
    Verdict verdict =
        switch (kind) {
          case NOT_SETTLED -> Verdict.NOT_SETTLED;
          case EQUAL_ENOUGH -> Verdict.EQUAL_ENOUGH;
          default -> Verdict.DIFFERENT;
        };
    return contrasts.stream()
        .filter(
            c ->
                pick.equals(best)
                    ? c.verdict() == verdict
                    : pick.equals(Optional.of(c.difference().second())))
        .min(
            Comparator.comparing(Recommendation::isBehind)
                .thenComparingDouble(Contrast::surely)
                .thenComparingDouble(c -> c.difference().accuracy()));
  }

  /** Whether the other did better on the few images that both were tested on. */
  static boolean isBehind(Contrast contrast) {
    return contrast.difference().accuracy() < 0;
  }

  /** The contrast of the best to the one that comes next in the table; empty without another. */
  public Optional<Difference> next() {
    return next(contrasts);
  }

  static Optional<Difference> next(List<Contrast> contrasts) {
    return contrasts.stream()
        .min(
            Comparator.comparing(Recommendation::isBehind)
                .thenComparingDouble(c -> Math.abs(c.difference().accuracy())))
        .map(Contrast::difference);
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
}
