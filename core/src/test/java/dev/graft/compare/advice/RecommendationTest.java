package dev.graft.compare.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.compare.Conclusions;
import dev.graft.compare.advice.Contrast.Verdict;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Criteria;
import dev.graft.compare.record.Made;
import dev.graft.compare.summary.Summary;
import dev.graft.train.record.RunRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Advice on comparisons whose truth is known, because they were drawn. */
class RecommendationTest {

  private static final int COMPARISONS = 200;

  /** How much of what makes an image hard is the same for all candidates. */
  private static final double SHARED = 0.7;

  /** Standard deviation over seeds of a candidate's true accuracy. */
  private static final double SEEDS = 0.004;

  /** The truth of one comparison. */
  private record Truth(List<Double> accuracies, List<Double> seconds, int images, int seeds) {

    double best() {
      return accuracies.stream().mapToDouble(a -> a).max().orElseThrow();
    }

    double of(String label) {
      return accuracies.get(Integer.parseInt(label.substring(1)));
    }
  }

  @Test
  void trueTiesAreNotCalledDifferent() {
    var random = new SplittableRandom(1);
    int ties = 0;
    for (int i = 0; i < COMPARISONS; i++) {
      double accuracy = random.nextDouble(0.55, 0.97);
      int candidates = random.nextInt(2, 5);
      Recommendation advice =
          advice(
              truth(random, IntStream.range(0, candidates).mapToObj(c -> accuracy).toList()),
              random);
      ties += noneDiffers(advice) ? 1 : 0;
    }
    assertThat(ties)
        .as("of %d true ties", COMPARISONS)
        .isGreaterThanOrEqualTo(COMPARISONS * 9 / 10);
  }

  private static boolean noneDiffers(Recommendation advice) {
    return advice.contrasts().stream().noneMatch(c -> c.verdict() == Verdict.DIFFERENT);
  }

  /** What is shown to be equal goes by cost; what is merely not shown to differ does not. */
  @Test
  void theCheapestIsPickedOfWhatIsShownToBeEqual() {
    for (int correct : List.of(16_000, 15_950)) {
      var runs =
          List.of(
              run("m0", correct, 20_000, 300),
              run("m1", 16_000, 20_000, 900),
              run("m2", 16_010, 20_000, 700));
      Recommendation advice = Recommendation.of(Made.record(20_000, 1, runs)).orElseThrow();
      assertThat(advice.kind()).isEqualTo(Recommendation.Kind.EQUAL_ENOUGH);
      assertThat(advice.pick()).contains("m0");
      assertThat(advice.runnerUp()).contains("m2");
    }
  }

  /** The flowers' figures: 28, 35, 30 and 34 of 40 images, in 0.6, 0.8, 45 and 30 seconds. */
  @Test
  void fewImagesAndShortTimesLeaveItToTheMeasuredAccuracy() {
    var runs =
        List.of(
            run("m0", 28, 40, 0.6),
            run("m1", 35, 40, 0.8),
            run("m2", 30, 40, 45.3),
            run("m3", 34, 40, 29.6));
    Recommendation advice = Recommendation.of(Made.record(40, 1, runs)).orElseThrow();
    assertThat(advice.kind()).isEqualTo(Recommendation.Kind.NOT_SETTLED);
    assertThat(advice.pick()).contains("m1");
    assertThat(advice.decisive().orElseThrow().difference().second()).isEqualTo("m3");
    assertThat(advice.decisive().orElseThrow().surely()).isBetween(0.8, 0.86); // Beta(1.5, 0.5)
  }

  /** The closest one is behind on twelve images and ahead on none, the next on 40 and 25. */
  @Test
  void thePairThatDecidedIsOneThatIsNotSettled() {
    List<Boolean> best = Made.first(400, 500);
    List<Boolean> often = new ArrayList<>(best);
    IntStream.range(0, 40).forEach(i -> often.set(i, false));
    IntStream.range(400, 425).forEach(i -> often.set(i, true));
    var runs =
        List.of(
            Made.run("m0", 0, best, 1, 1, false),
            run("m1", 388, 500, 1),
            Made.run("m2", 0, often, 1, 1, false));
    Recommendation advice = Recommendation.of(Made.record(500, 1, runs)).orElseThrow();
    assertThat(advice.kind()).isEqualTo(Recommendation.Kind.NOT_SETTLED);
    assertThat(advice.contrasts().get(0).verdict()).isEqualTo(Verdict.DIFFERENT);
    assertThat(advice.runnerUp()).contains("m1");
    assertThat(advice.decisive().orElseThrow().difference().second()).isEqualTo("m2");
    assertThat(advice.decisive().orElseThrow().verdict()).isEqualTo(Verdict.NOT_SETTLED);
  }

  @Test
  void aMinuteAndATenthOfTheCommandAreWhatMatters() {
    // 0.3 points behind, which 2,000 images do not settle.
    assertThat(picked(10, 65, 0)).isEqualTo("m1");
    assertThat(picked(10, 75, 0)).isEqualTo("m0");
    assertThat(picked(1000, 1070, 0)).isEqualTo("m1");
    assertThat(picked(1000, 1900, 0)).isEqualTo("m0");
    // A point that is worth an hour is not given up for a quarter of an hour, one worth a minute
    // is.
    assertThat(picked(1000, 1900, 3600)).isEqualTo("m1");
    assertThat(picked(1000, 1900, 60)).isEqualTo("m0");
  }

  private static String picked(double cheap, double dear, double pointSeconds) {
    var runs = List.of(run("m0", 1594, 2000, cheap), run("m1", 1600, 2000, dear));
    var criteria =
        new Criteria(
            0.001, pointSeconds > 0 ? OptionalDouble.of(pointSeconds) : OptionalDouble.empty());
    if (pointSeconds == 0) {
      criteria = Criteria.defaults();
    }
    return Recommendation.of(Made.record(2000, 1, runs).with(criteria))
        .orElseThrow()
        .pick()
        .orElseThrow();
  }

  /** Its wrong images are those at the end, so that two such runs differ on as few as they can. */
  private static RunRecord run(String label, int correct, int images, double seconds) {
    return Made.run(label, 0, Made.first(correct, images), seconds, seconds, false);
  }

  @Test
  void whatWasGuessedIsNotPicked() {
    var random = new SplittableRandom(9);
    int none = 0;
    for (int i = 0; i < COMPARISONS; i++) {
      var truth = new Truth(List.of(0.5, 0.5, 0.5, 0.5), List.of(1.0, 2.0, 3.0, 4.0), 90, 1);
      Recommendation advice = advice(truth, random, 0);
      none += advice.pick().isEmpty() ? 1 : 0;
      assertThat(advice.pick().isEmpty())
          .isEqualTo(advice.kind() == Recommendation.Kind.NOTHING_LEARNT);
    }
    assertThat(none).isGreaterThanOrEqualTo(COMPARISONS * 95 / 100);
  }

  /** Of 95 and 5 images it names one class; the other finds three of the five. */
  @Test
  void aModelThatNamesOneClassIsNotPicked() {
    var labels = new ArrayList<Integer>();
    IntStream.range(0, 100).forEach(i -> labels.add(i < 95 ? 0 : 1));
    List<Integer> always = Collections.nCopies(100, 0);
    var finds = new ArrayList<>(always);
    IntStream.range(95, 98).forEach(i -> finds.set(i, 1));
    ComparisonRecord both =
        Made.record(
            100,
            1,
            List.of(Made.taken("m0", labels, always, 1), Made.taken("m1", labels, finds, 2)));
    Recommendation advice = Recommendation.of(both).orElseThrow();
    assertThat(advice.pick()).contains("m1");
    assertThat(advice.unlearnt()).containsExactly("m0");
    assertThat(Conclusions.of(both))
        .anySatisfy(sentence -> assertThat(sentence).startsWith("Not picked").contains("m0 95.0 %"))
        .contains("m0 never predicts y.");
    ComparisonRecord constant =
        Made.record(
            100,
            1,
            List.of(Made.taken("m0", labels, always, 1), Made.taken("m1", labels, always, 2)));
    assertThat(Recommendation.of(constant).orElseThrow().pick()).isEmpty();
    assertThat(Conclusions.pick(constant))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence)
                    .startsWith("No pick: these images do not show that anything was learnt.")
                    .contains("always \"x\" (accuracy 95.0 %)")
                    .contains("--metric balanced"));
  }

  /** Of all that is called so sure, so much is true. */
  @Test
  void theChanceThatIsNamedIsTheChance() {
    var random = new SplittableRandom(10);
    double[] named = new double[2];
    double[] came = new double[2];
    for (int i = 0; i < 2000; i++) {
      double apart = 0.05 * random.nextGaussian();
      var truth =
          new Truth(
              List.of(0.8 + apart / 2, 0.8 - apart / 2),
              List.of(1.0, 2.0),
              random.nextInt(40, 400),
              1);
      Recommendation advice = advice(truth, random, 0);
      if (advice.decisive().isEmpty()) {
        continue; // one of the two is not shown to have learnt
      }
      Contrast contrast = advice.decisive().get();
      int bin = contrast.surely() < 0.8 ? 0 : 1;
      named[bin] += contrast.surely();
      boolean isSo = truth.of(advice.best().orElseThrow()) == truth.best();
      came[bin] += isSo ? 1 : 0;
    }
    for (int bin = 0; bin < 2; bin++) {
      assertThat(came[bin] / named[bin]).isBetween(0.9, 1.1);
    }
  }

  /** Against the cheapest of all that is not shown to differ, which was the rule before. */
  @Test
  void itLosesLessThanTakingWhatIsNotShownToDiffer() {
    var random = new SplittableRandom(11);
    double lost = 0;
    double before = 0;
    double cheapest = 0;
    int comparisons = 400;
    for (int i = 0; i < comparisons; i++) {
      var truth =
          new Truth(
              IntStream.range(0, 4).mapToObj(c -> 0.8 + 0.05 * random.nextGaussian()).toList(),
              List.of(1.0, 2.0, 30.0, 40.0),
              random.nextInt(40, 200),
              1);
      Recommendation advice = advice(truth, random, 0);
      lost += truth.best() - truth.of(advice.pick().orElseThrow());
      cheapest += truth.best() - truth.of("m0");
      before +=
          truth.best()
              - advice.notDifferent().stream()
                  .sorted()
                  .mapToDouble(truth::of)
                  .findFirst()
                  .orElseThrow();
    }
    assertThat(lost / comparisons).isLessThan(0.02);
    assertThat(lost).isLessThan(0.6 * before).isLessThan(0.5 * cheapest);
  }

  /** Six standard errors are beyond every doubt, whatever else stands in the table. */
  @Test
  void aWinnerByFarIsAlwaysPicked() {
    var random = new SplittableRandom(3);
    for (int i = 0; i < COMPARISONS; i++) {
      int images = random.nextInt(200, 4000);
      double loser = random.nextDouble(0.6, 0.75);
      double apart = 6 * Math.sqrt(2 * loser * (1 - loser) / images) + 6 * SEEDS;
      var truth =
          new Truth(
              List.of(loser, Math.min(0.995, loser + apart), loser - 0.05),
              List.of(10.0, 100.0, 50.0),
              images,
              random.nextInt(1, 4));
      assertThat(advice(truth, random).pick()).contains("m1");
    }
  }

  /** In truth the pick may be worse than another by no more than these images can show. */
  @Test
  void nothingMuchWorseIsPicked() {
    var random = new SplittableRandom(4);
    int wrong = 0;
    for (int i = 0; i < COMPARISONS; i++) {
      int candidates = random.nextInt(2, 5);
      Truth truth =
          truth(
              random,
              IntStream.range(0, candidates).mapToObj(c -> random.nextDouble(0.6, 0.95)).toList());
      Recommendation advice = advice(truth, random);
      double error = Math.sqrt(0.5 / truth.images()) + 3 * SEEDS;
      wrong += truth.best() - truth.of(advice.pick().orElseThrow()) > 4 * error ? 1 : 0;
    }
    assertThat(wrong).isZero();
  }

  @Test
  void theIntervalOfADifferenceCoversTheTruth() {
    var random = new SplittableRandom(5);
    int covered = 0;
    for (int i = 0; i < 400; i++) {
      Truth truth = new Truth(List.of(0.85, 0.80), List.of(1.0, 2.0), random.nextInt(200, 1500), 1);
      List<Summary> rows = Summary.of(runs(truth, random, 0));
      Difference difference = Difference.of(rows.get(0), rows.get(1));
      covered += difference.low() <= 0.05 && 0.05 <= difference.high() ? 1 : 0;
    }
    assertThat(covered / 400.0).isBetween(0.93, 0.97);
  }

  /** Both kinds of chance are in it, also where the seeds are few and happen to agree. */
  @ParameterizedTest
  @CsvSource({
    "400, 2, 0", "400, 2, 0.005", "400, 2, 0.02",
    "400, 3, 0", "400, 3, 0.005", "400, 3, 0.02",
    "400, 5, 0", "400, 5, 0.005", "400, 5, 0.02",
    "2500, 2, 0.02", "2500, 3, 0.02"
  })
  void theIntervalHoldsTheChanceOfTraining(int images, int seeds, double deviation) {
    var random = new SplittableRandom(6);
    var truth = new Truth(List.of(0.85, 0.80), List.of(1.0, 2.0), images, seeds);
    int draws = images > 1000 ? 150 : 300;
    int covered = 0;
    for (int i = 0; i < draws; i++) {
      List<Summary> rows = Summary.of(runs(truth, random, deviation));
      Difference difference = Difference.of(rows.get(0), rows.get(1));
      covered += difference.low() <= 0.05 && 0.05 <= difference.high() ? 1 : 0;
    }
    assertThat((double) covered / draws).isGreaterThanOrEqualTo(0.92);
  }

  @Test
  void tiesAreCalledTiesWhereTrainingMovesMuch() {
    var random = new SplittableRandom(7);
    int ties = 0;
    for (int i = 0; i < COMPARISONS; i++) {
      int candidates = random.nextInt(2, 5);
      var truth =
          new Truth(
              Collections.nCopies(candidates, 0.85),
              Collections.nCopies(candidates, 1.0),
              random.nextInt(500, 2500),
              random.nextInt(2, 6));
      ties += noneDiffers(advice(truth, random, 0.02)) ? 1 : 0;
    }
    assertThat(ties).isGreaterThanOrEqualTo(COMPARISONS * 9 / 10);
  }

  /** A large test set leaves only the seeds' chance, and two seeds know little of it. */
  @Test
  void twoSeedsThatHappenToAgreeSettleNothing() {
    var runs = new ArrayList<RunRecord>();
    for (int seed = 0; seed < 2; seed++) {
      runs.add(Made.run("m0", seed, Made.first(8000, 10_000), 1, 1, false));
      runs.add(Made.run("m1", seed, Made.first(8100, 10_000), 1, 2, false));
    }
    Recommendation advice = Recommendation.of(Made.record(10_000, 2, runs)).orElseThrow();
    assertThat(advice.contrasts().get(0).difference().p()).isLessThan(1e-9);
    assertThat(noneDiffers(advice)).isTrue();
    assertThat(advice.contrasts().get(0).difference().low()).isNegative();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void tenPointsOnFiveHundredImagesAreClear(int seeds) {
    var random = new SplittableRandom(8);
    var truth = new Truth(List.of(0.75, 0.85), List.of(1.0, 2.0), 500, seeds);
    for (int i = 0; i < 100; i++) {
      Recommendation advice = advice(truth, random, 0.005);
      assertThat(advice.notDifferent()).containsExactly("m1");
      assertThat(advice.pick()).contains("m1");
      assertThat(advice.kind()).isEqualTo(Recommendation.Kind.BEST_AND_CHEAPEST);
    }
  }

  private static Truth truth(SplittableRandom random, List<Double> accuracies) {
    return new Truth(
        accuracies,
        accuracies.stream().map(a -> random.nextDouble(1, 1000)).toList(),
        random.nextInt(100, 3000),
        random.nextInt(1, 4));
  }

  private static Recommendation advice(Truth truth, SplittableRandom random) {
    return advice(truth, random, SEEDS);
  }

  private static Recommendation advice(Truth truth, SplittableRandom random, double deviation) {
    List<RunRecord> runs = runs(truth, random, deviation);
    return Recommendation.of(Made.record(truth.images(), truth.seeds(), runs)).orElseThrow();
  }

  /** An image is told right when its difficulty, in part its own, is below the accuracy. */
  private static List<RunRecord> runs(Truth truth, SplittableRandom random, double seedDeviation) {
    double[] shared =
        IntStream.range(0, truth.images()).mapToDouble(i -> random.nextDouble()).toArray();
    var runs = new ArrayList<RunRecord>();
    for (int seed = 0; seed < truth.seeds(); seed++) {
      for (int m = 0; m < truth.accuracies().size(); m++) {
        double accuracy = truth.accuracies().get(m) + seedDeviation * random.nextGaussian();
        var right = new ArrayList<Boolean>();
        for (double difficulty : shared) {
          boolean own = random.nextDouble() >= SHARED;
          right.add((own ? random.nextDouble() : difficulty) < accuracy);
        }
        runs.add(
            Made.run("m" + m, seed, right, truth.seconds().get(m), truth.seconds().get(m), false));
      }
    }
    return runs;
  }
}
