package dev.graft.compare.advice;

import dev.graft.compare.advice.Contrast.Verdict;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.summary.Divergence;
import dev.graft.compare.summary.Summary;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.RunRecord;
import dev.graft.train.strategy.Phase;
import dev.graft.train.strategy.Strategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What would change a recommendation, in clauses; the most telling first. */
final class Advice {

  private static final int MOST_CLAUSES = 3;

  /** An epoch that lowers the validation loss by so much was not the last that helps. */
  private static final double STILL_FALLING = 0.05;

  /** Fewer training images a class, and a head is all that can be learnt safely. */
  private static final int FEW_IMAGES = 50;

  /** Seeds move accuracies by a point or two: a larger difference outlives them. */
  private static final double BEYOND_SEEDS = 0.05;

  /** How often a difference that is there would be missed. */
  private static final double MISSED = 0.2;

  private final ComparisonRecord record;
  private final List<Summary> rows;
  private final Summary pick;
  private final Summary best;
  private final List<Contrast> contrasts;
  private final List<String> clauses = new ArrayList<>();

  private Advice(ComparisonRecord record, Summary pick, Summary best, List<Contrast> contrasts) {
    this.record = record;
    this.rows = Divergence.without(record);
    this.pick = pick;
    this.best = best;
    this.contrasts = contrasts;
  }

  /**
   * Clauses without a full stop; at most three.
   *
   * @param contrasts of {@code best} to each other candidate that learnt
   */
  static List<String> of(
      ComparisonRecord record, Summary pick, Summary best, List<Contrast> contrasts) {
    var advice = new Advice(record, pick, best, contrasts);
    advice.folds();
    advice.rates();
    advice.epochs();
    advice.testImages();
    advice.seeds();
    advice.trainingImages();
    advice.cut();
    return advice.clauses.subList(0, Math.min(MOST_CLAUSES, advice.clauses.size()));
  }

  /** Whoever did better on the few images that it was tested on may do so on all. */
  private void folds() {
    int most = Summary.mostTested(rows);
    rows.stream()
        .filter(row -> row.tested() < most)
        .filter(
            row ->
                contrasts.stream().noneMatch(c -> c.difference().isOf(row.label(), best.label())))
        .filter(row -> !row.equals(best))
        .findFirst()
        .ifPresent(
            row ->
                clauses.add(
                    "testing %s on every image (--folds 5; it was tested on only %d)"
                        .formatted(row.label(), row.tested())));
    contrasts.stream()
        .map(Contrast::difference)
        .filter(d -> d.accuracy() < 0)
        .findFirst()
        .ifPresent(
            d ->
                clauses.add(
                    String.format(
                        Locale.ROOT,
                        "testing %s on every image (it was ahead by %.1f points on the %d that both"
                            + " were tested on; --folds 5)",
                        d.second(),
                        -100 * d.accuracy(),
                        d.images())));
    if (clauses.isEmpty()) {
      partlyTested(most);
    }
  }

  /** What few images leave open, more may settle, and these are there. */
  private void partlyTested(int most) {
    List<Summary> partly =
        rows.stream()
            .filter(row -> row.tested() < most)
            .filter(
                row ->
                    contrasts.stream()
                        .filter(c -> c.verdict() == Verdict.NOT_SETTLED)
                        .map(Contrast::difference)
                        .anyMatch(
                            d -> d.first().equals(row.label()) || d.second().equals(row.label())))
            .toList();
    if (!partly.isEmpty()) {
      clauses.add(
          "testing %s on every image (--folds 5; only %d of %d were)"
              .formatted(
                  String.join(" and ", partly.stream().map(Summary::label).toList()),
                  partly.get(0).tested(),
                  most));
    }
  }

  /** How much a rate decides: 0.70 and 0.84 at 1e-3 and 1e-4, see docs/benchmarks.md. */
  private void rates() {
    Map<String, Long> rates =
        rows.stream()
            .collect(Collectors.groupingBy(row -> strategy(row).name(), Collectors.counting()));
    Optional<Summary> once =
        rows.stream()
            .filter(row -> !row.isFrozen() && !row.isRandom() && !record.tuned(row.label()))
            .filter(row -> rates.get(strategy(row).name()) == 1)
            .findFirst();
    if (pick.isFrozen() && once.isPresent()) {
      clauses.add(
          "another learning rate (%s ran at one; --budget 10m finds the best)"
              .formatted(once.get().label()));
    }
  }

  /** The pick's own comes first: it is what will be trained. */
  private void epochs() {
    rows.stream()
        .filter(row -> !row.isRandom() && stillFalling(row.runs().get(0)))
        .min(Comparator.comparing(row -> !row.equals(pick)))
        .ifPresent(
            row ->
                clauses.add(
                    "more epochs (the validation loss of %s was still falling)"
                        .formatted(row.label())));
  }

  private static boolean stillFalling(RunRecord run) {
    List<EpochRecord> epochs = run.epochs();
    if (epochs.size() < 2) {
      return false;
    }
    EpochRecord last = epochs.get(epochs.size() - 1);
    EpochRecord before = epochs.get(epochs.size() - 2);
    return last.validationLoss().isPresent()
        && last.penalty().isEmpty() // fitted to the end
        && run.keptEpoch() == last.epoch() // otherwise a later one was worse
        && last.validationLoss().getAsDouble()
            < (1 - STILL_FALLING) * before.validationLoss().orElse(0);
  }

  /**
   * How many it would take to see a difference as small as the one measured, if it is real, in four
   * of five cases (Connor, 1987, for McNemar's test).
   */
  private void testImages() {
    Optional<Difference> smallest =
        undecided()
            .filter(d -> !trainingExplains(d))
            .min(Comparator.comparingDouble(Difference::accuracy));
    if (smallest.isEmpty()) {
      return;
    }
    double d = smallest.get().accuracy();
    double quantiles = Difference.normal(level()) + Difference.normal(2 * MISSED);
    double needed = quantiles * quantiles * variance(smallest.get()) / (d * d);
    if (needed > smallest.get().images()) {
      clauses.add(
          String.format(
              Locale.ROOT,
              "more test images (about %,d would show a difference of %.1f points%s)",
              rounded(needed),
              100 * d,
              isSplitOff() ? "; --folds 5 tests every image" : ""));
    }
  }

  /** Of what one image says of the difference. */
  private static double variance(Difference difference) {
    return difference.score() instanceof NormalChance chance
        ? chance.error() * chance.error() * difference.images()
        : difference.discordant() - difference.accuracy() * difference.accuracy();
  }

  /** Whether the test images are a part of what could be tested. */
  private boolean isSplitOff() {
    return pick.folds() == 0
        && record.notes().stream()
            .anyMatch(note -> note.contains(" held out") && note.contains(" as the test split"));
  }

  /** What p must be below in the strictest step of Holm's correction. */
  private double level() {
    return Contrast.SIGNIFICANCE / Math.max(1, contrasts.size());
  }

  /** The differences that the pick has to do with, where there is one. */
  private Stream<Difference> undecided() {
    return contrasts.stream()
        .filter(c -> c.verdict() == Verdict.NOT_SETTLED)
        .map(Contrast::difference)
        .filter(d -> d.second().equals(pick.label()) || best.equals(pick))
        .filter(d -> d.accuracy() > 0);
  }

  /** Whether no number of images would tell it from the chance of training. */
  private boolean trainingExplains(Difference difference) {
    return difference.accuracy() <= difference.training().halfWidth(level());
  }

  /** Two digits: more would claim to know the difference. */
  private static long rounded(double value) {
    double unit = Math.pow(10, Math.floor(Math.log10(value)) - 1);
    return Math.round(Math.ceil(value / unit) * unit);
  }

  private void seeds() {
    boolean close =
        contrasts.stream()
            .map(Contrast::difference)
            .anyMatch(d -> d.accuracy() > 0 && d.accuracy() < BEYOND_SEEDS);
    if (record.seeds().size() == 1 && close && rows.stream().anyMatch(Advice::isDrawn)) {
      clauses.add("another seed (--seeds 3 shows how much training alone moves these figures)");
    }
    undecided()
        .filter(this::trainingExplains)
        .findFirst()
        .ifPresent(
            d ->
                clauses.add(
                    String.format(
                        Locale.ROOT,
                        "more seeds (training alone may move the mean of %d by %.1f points)",
                        record.seeds().size(),
                        100 * d.training().halfWidth(level()))));
  }

  /** Whether a seed has a part in it: it has none in a head that is fitted to the end. */
  private static boolean isDrawn(Summary row) {
    return strategy(row).phases().stream().anyMatch(p -> p.solver() == Phase.Solver.STEPS);
  }

  /** Fine-tuning gains more with more images than a head does (Kornblith et al., 2019). */
  private void trainingImages() {
    if (!record.backbones().isEmpty()) {
      clauses.add("fine-tuning, by which backbones may rank otherwise (here all are frozen)");
      return;
    }
    int perClass = record.data().train() / record.data().classNames().size();
    if (perClass < FEW_IMAGES && pick.isFrozen()) {
      clauses.add(
          "more training images (few, %d a class on average, favour a frozen backbone)"
              .formatted(perClass));
    }
  }

  private void cut() {
    boolean ends = rows.stream().allMatch(row -> row.isFrozen() || strategy(row).last().cut() == 0);
    if (ends && !pick.isFrozen()) {
      clauses.add("a cut in between (partial:STAGE may keep the gain for less time)");
    }
  }

  private static Strategy strategy(Summary row) {
    return row.runs().get(0).strategy();
  }
}
