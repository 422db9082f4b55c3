package dev.graft.compare.advice;

import dev.graft.compare.advice.Contrast.Verdict;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Criteria;
import dev.graft.compare.summary.Divergence;
import dev.graft.compare.summary.Summary;
import dev.graft.train.evaluation.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Two candidates of a comparison put side by side, by the rules of its {@link Recommendation}.
 *
 * @param contrast of the one that is measured better to the other
 * @param better the first of {@code contrast}; where both are measured alike, the cheaper one
 * @param other the second
 * @param criteria what the user calls equal
 */
public record PairReading(Contrast contrast, Summary better, Summary other, Criteria criteria) {

  /** Of two labels; empty where one is not there, was not tested or diverged. */
  public static Optional<PairReading> of(ComparisonRecord record, String one, String other) {
    List<Summary> pair =
        Divergence.without(record).stream()
            .filter(row -> row.label().equals(one) || row.label().equals(other))
            .filter(row -> row.testAccuracy().isPresent())
            .toList();
    return pair.size() < 2 ? Optional.empty() : Optional.of(of(record, pair.get(0), pair.get(1)));
  }

  private static PairReading of(ComparisonRecord record, Summary one, Summary other) {
    List<Contrast> said =
        Recommendation.of(record).map(Recommendation::contrasts).orElse(List.of());
    Contrast contrast = contrast(said, record.settings().metric(), record.criteria(), one, other);
    boolean first = contrast.difference().first().equals(one.label());
    return new PairReading(contrast, first ? one : other, first ? other : one, record.criteria());
  }

  /** Of these two, by the rules by which the others were {@code said}. */
  static Contrast contrast(
      List<Contrast> said, Metric metric, Criteria criteria, Summary one, Summary other) {
    return said.stream()
        .filter(known -> known.difference().isOf(one.label(), other.label()))
        .findFirst()
        .orElseGet(() -> beside(said, metric, criteria, one, other));
  }

  /** A pair that the recommendation did not need is one more of which chance could make much. */
  private static Contrast beside(
      List<Contrast> said, Metric metric, Criteria criteria, Summary one, Summary other) {
    double ahead = Difference.of(one, other, metric).accuracy();
    boolean first = ahead == 0 ? one.cost() <= other.cost() : ahead > 0;
    var all = new ArrayList<>(said.stream().map(Contrast::difference).toList());
    all.add(Difference.of(first ? one : other, first ? other : one, metric));
    return Contrast.of(all, criteria.equalWithin()).get(all.size() - 1);
  }

  /** Whether they differ. */
  public Verdict verdict() {
    return contrast.verdict();
  }

  /** The difference with its interval: {@code 2.0 points, 95 % interval -0.8 to 4.8}. */
  public String points() {
    return contrast.difference().points();
  }

  /** What is called equal: {@code 1 point}. */
  public String margin() {
    return criteria.margin();
  }

  /** How sure it is that the one measured better is, in words such as "about 9 in 10". */
  public String chance() {
    return contrast.odds();
  }

  /** What both took, in a sentence; empty where the times do not differ or one is not known. */
  public Optional<String> times() {
    if (!better.hasKnownCost() || !other.hasKnownCost() || !Summary.costsDiffer(better, other)) {
      return Optional.empty();
    }
    boolean quicker = better.cost() < other.cost();
    Summary fast = quicker ? better : other;
    Summary slow = quicker ? other : better;
    return Optional.of(
        String.format(
            Locale.ROOT,
            "The run of %s took %s, that of %s %s.",
            fast.label(),
            PickSentence.time(fast.cost()),
            slow.label(),
            PickSentence.time(slow.cost())));
  }
}
