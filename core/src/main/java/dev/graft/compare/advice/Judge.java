package dev.graft.compare.advice;

import dev.graft.compare.advice.Contrast.Verdict;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Tuning;
import dev.graft.compare.summary.Summary;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Metric;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Works a {@link Recommendation} out, rule by rule. */
final class Judge {

  /** A shorter time than this decides nothing, seconds. */
  private static final double SOME_TIME = 60;

  /** Nor does a smaller share of what the command took. */
  private static final double SOME_SHARE = 0.1;

  private final ComparisonRecord record;
  private final Metric metric;
  private final List<Summary> rows;
  private final List<Baseline> baselines;
  private final double command;

  Judge(ComparisonRecord record, List<Summary> rows) {
    this.record = record;
    this.metric = record.settings().metric();
    this.rows = rows;
    this.baselines = baselines(Summary.widest(rows).orElseThrow());
    this.command =
        record.runs().stream().mapToDouble(run -> run.totalSeconds()).sum()
            + record.tuning().map(Tuning::seconds).orElse(0.0);
  }

  private List<Baseline> baselines(Evaluation test) {
    return Baseline.of(test, record.data().classNames(), metric);
  }

  Recommendation recommendation() {
    List<Summary> learnt = learnt();
    List<String> unlearnt =
        rows.stream().filter(row -> !learnt.contains(row)).map(Summary::label).toList();
    if (learnt.isEmpty()) {
      return made(
          Recommendation.Kind.NOTHING_LEARNT,
          Optional.empty(),
          Optional.empty(),
          List.of(),
          unlearnt);
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
      Recommendation.Kind kind,
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
            .map(row -> new Recommendation.Cost(row.label(), row.cost(), row.peakMemoryBytes()))
            .toList(),
        best.isEmpty() ? "" : FeatureFit.of(rows, contrasts, metric, record.criteria()),
        pick.map(row -> Advice.of(record, row, best.get(), contrasts)).orElse(List.of()));
  }

  /** The second choice: the best where something cheaper is picked, else its closest rival. */
  private Optional<String> runnerUp(Summary pick, Summary best, List<Contrast> contrasts) {
    return pick.equals(best)
        ? Recommendation.next(contrasts).map(Difference::second)
        : Optional.of(best.label());
  }

  /** Those shown to have learnt something that no baseline makes up for. */
  private List<Summary> learnt() {
    boolean[] shown =
        Learning.shown(
            rows.stream().map(row -> Learning.p(row, metric)).toList(),
            Contrast.SIGNIFICANCE / 2); // one-sided
    return IntStream.range(0, rows.size())
        .filter(i -> shown[i] && rows.get(i).test(metric).orElseThrow() > trivial(rows.get(i)))
        .mapToObj(rows::get)
        .toList();
  }

  /** What can be had without looking, on the images that this one was tested on. */
  private double trivial(Summary row) {
    return baselines(row.tests().get(0)).stream().mapToDouble(Baseline::value).max().orElseThrow();
  }

  /**
   * The one with the highest expected value of the metric, which is the one with the least expected
   * loss: each is compared on the images that it shares with the one that was tested on most.
   * Whoever was tested on fewer must there be no worse than any other. Equals in the order of what
   * they cost.
   */
  private Summary best(List<Summary> learnt) {
    Summary reference =
        learnt.stream()
            .max(
                Comparator.<Summary>comparingInt(Summary::tested)
                    .thenComparingDouble(row -> row.test(metric).orElseThrow()))
            .orElseThrow();
    int most = reference.tested();
    return learnt.stream()
        .filter(row -> row.tested() == most || isNowhereWorse(row, learnt))
        .max(
            Comparator.<Summary>comparingDouble(row -> ahead(row, reference))
                .thenComparing(row -> !row.isRandom())
                .thenComparingDouble(row -> -row.cost()))
        .orElseThrow();
  }

  private boolean isNowhereWorse(Summary row, List<Summary> others) {
    return others.stream().allMatch(other -> ahead(row, other) >= 0);
  }

  private double ahead(Summary row, Summary other) {
    return row.equals(other) ? 0 : Difference.of(row, other, metric).accuracy();
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
    return saved >= SOME_TIME && saved >= SOME_SHARE * command && Summary.costsDiffer(best, other);
  }

  private Recommendation.Kind kind(
      Summary pick, Summary best, List<Summary> others, List<Contrast> contrasts) {
    if (others.isEmpty()) {
      return Recommendation.Kind.ONLY_ONE;
    }
    if (!pick.equals(best)) {
      Contrast decided = contrasts.get(others.indexOf(pick));
      return decided.verdict() == Verdict.EQUAL_ENOUGH
          ? Recommendation.Kind.EQUAL_ENOUGH
          : Recommendation.Kind.WORTH_THE_TIME;
    }
    if (contrasts.stream().anyMatch(c -> c.verdict() == Verdict.NOT_SETTLED)) {
      return Recommendation.Kind.NOT_SETTLED;
    }
    if (contrasts.stream().anyMatch(c -> c.verdict() == Verdict.EQUAL_ENOUGH)) {
      return Recommendation.Kind.EQUAL_ENOUGH;
    }
    boolean cheaper = others.stream().anyMatch(other -> !other.isRandom() && saves(best, other));
    return cheaper ? Recommendation.Kind.TRADE_OFF : Recommendation.Kind.BEST_AND_CHEAPEST;
  }
}
