package dev.graft.compare;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which candidate to take, by a few rules over what was measured. {@code
 * docs/guide/recommendation.md} gives each rule's reason and source.
 *
 * @param kind which rule picked
 * @param pick the label of the candidate to take
 * @param runnerUp the second choice: the cheapest where the pick is the most accurate, the most
 *     accurate where the pick is cheaper; itself the pick where there is no other
 * @param most the label of the most accurate
 * @param equals labels of those that the test images cannot tell from it, itself among them
 * @param differences of the most accurate to each other candidate, in the table's order
 * @param threshold what a McNemar p must be below for a difference to count as clear, and the most
 *     that its interval may miss
 * @param costs of every candidate that did not diverge, in the table's order
 * @param fit what the frozen features say of the images, in a sentence; empty where nothing with a
 *     frozen backbone and nothing that fine-tunes stand side by side
 * @param changes what would change the advice, in sentences
 */
public record Recommendation(
    Kind kind,
    String pick,
    String runnerUp,
    String most,
    List<String> equals,
    List<Difference> differences,
    double threshold,
    List<Cost> costs,
    String fit,
    List<String> changes) {

  /** How often a tie may be called a difference, over all comparisons with the most accurate. */
  private static final double SIGNIFICANCE = 0.05;

  /**
   * What a candidate costs.
   *
   * @param seconds of a run, with what computing the features that it found took another one
   * @param memoryBytes largest resident memory of the process; 0 where unknown
   */
  public record Cost(String label, double seconds, long memoryBytes) {}

  /** Which rule picked. */
  public enum Kind {
    /** The test images cannot tell several from the most accurate: the cheapest of these. */
    TIE,
    /** The most accurate is cheaper than the others, too. */
    BEST_AND_CHEAPEST,
    /** The most accurate, and only training from random weights was faster. */
    BEST_BUT_FOR_RANDOM,
    /** The most accurate, at a price. */
    TRADE_OFF
  }

  public Recommendation {
    equals = List.copyOf(equals);
    differences = List.copyOf(differences);
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
    if (!record.complete() || rows.size() < 2 || !tested) {
      return Optional.empty();
    }
    Summary most = rows.stream().max(Comparator.comparingDouble(Recommendation::accuracy)).get();
    List<Summary> others = rows.stream().filter(row -> !row.equals(most)).toList();
    List<Difference> differences =
        others.stream().map(other -> Difference.of(most, other)).toList();
    // The most accurate of many was chosen by the same images (Bonferroni).
    double threshold = SIGNIFICANCE / others.size();
    List<Summary> equals =
        rows.stream()
            .filter(row -> row.equals(most) || !clear(row, differences, threshold))
            .toList();
    Summary cheapest = cheapest(rows);
    Summary pick = equals.size() > 1 ? cheapest(equals) : most;
    Summary runnerUp = pick.equals(most) ? otherChoice(cheapest, most, others) : most;
    return Optional.of(
        new Recommendation(
            kind(equals, pick, cheapest, rows),
            pick.label(),
            runnerUp.label(),
            most.label(),
            equals.stream().map(Summary::label).toList(),
            differences,
            threshold,
            rows.stream()
                .map(row -> new Cost(row.label(), row.cost(), row.peakMemoryBytes()))
                .toList(),
            FeatureFit.of(rows, threshold),
            Advice.of(record, pick, most, equals, differences, threshold)));
  }

  private static Summary otherChoice(Summary cheapest, Summary most, List<Summary> others) {
    return cheapest.equals(most)
        ? others.stream().max(Comparator.comparingDouble(Recommendation::accuracy)).get()
        : cheapest;
  }

  private static Kind kind(
      List<Summary> equals, Summary pick, Summary cheapest, List<Summary> all) {
    if (equals.size() > 1) {
      return Kind.TIE;
    }
    if (!pick.equals(cheapest)) {
      return Kind.TRADE_OFF;
    }
    boolean fastest = all.stream().allMatch(row -> row.cost() >= pick.cost());
    return fastest ? Kind.BEST_AND_CHEAPEST : Kind.BEST_BUT_FOR_RANDOM;
  }

  private static boolean clear(Summary row, List<Difference> differences, double threshold) {
    return differences.stream()
        .filter(difference -> difference.second().equals(row.label()))
        .anyMatch(difference -> difference.isClear(threshold));
  }

  /**
   * The one with the least time that anybody would want for it: random weights are there to compare
   * with.
   */
  private static Summary cheapest(List<Summary> rows) {
    return rows.stream()
        .min(Comparator.comparing(Summary::isRandom).thenComparingDouble(Summary::cost))
        .orElseThrow();
  }

  private static double accuracy(Summary row) {
    return row.testAccuracy().orElseThrow();
  }
}
