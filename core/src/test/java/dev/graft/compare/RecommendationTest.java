package dev.graft.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.train.RunRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
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

    String cheapest() {
      return "m"
          + IntStream.range(0, seconds.size())
              .boxed()
              .min(Comparator.comparing(seconds::get))
              .orElseThrow();
    }
  }

  @Test
  void trueTiesAreCalledTies() {
    var random = new SplittableRandom(1);
    int ties = 0;
    for (int i = 0; i < COMPARISONS; i++) {
      double accuracy = random.nextDouble(0.55, 0.97);
      int candidates = random.nextInt(2, 5);
      Recommendation advice =
          advice(
              truth(random, IntStream.range(0, candidates).mapToObj(c -> accuracy).toList()),
              random);
      ties += advice.equals().size() == candidates ? 1 : 0;
    }
    assertThat(ties)
        .as("of %d true ties", COMPARISONS)
        .isGreaterThanOrEqualTo(COMPARISONS * 9 / 10);
  }

  @Test
  void tiesGoToTheCheapest() {
    var random = new SplittableRandom(2);
    for (int i = 0; i < COMPARISONS; i++) {
      Truth truth = truth(random, List.of(0.8, 0.8, 0.8));
      Recommendation advice = advice(truth, random);
      if (advice.equals().size() == 3) {
        assertThat(advice.pick()).isEqualTo(truth.cheapest());
        assertThat(advice.kind()).isEqualTo(Recommendation.Kind.TIE);
      }
    }
  }

  /** Six standard errors are beyond every doubt, whatever else stands in the table. */
  @Test
  void aWinnerByFarIsAlwaysPicked() {
    var random = new SplittableRandom(3);
    for (int i = 0; i < COMPARISONS; i++) {
      int images = random.nextInt(200, 4000);
      double loser = random.nextDouble(0.3, 0.7);
      double apart = 6 * Math.sqrt(2 * loser * (1 - loser) / images) + 6 * SEEDS;
      var truth =
          new Truth(
              List.of(loser, Math.min(0.995, loser + apart), loser - 0.05),
              List.of(10.0, 100.0, 50.0),
              images,
              random.nextInt(1, 4));
      assertThat(advice(truth, random).pick()).isEqualTo("m1");
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
      wrong += truth.best() - truth.of(advice.pick()) > 4 * error ? 1 : 0;
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
    assertThat(covered / 400.0).isBetween(0.92, 0.98);
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
      ties += advice(truth, random, 0.02).equals().size() == candidates ? 1 : 0;
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
    assertThat(advice.differences().get(0).p()).isLessThan(1e-9);
    assertThat(advice.kind()).isEqualTo(Recommendation.Kind.TIE);
    assertThat(advice.differences().get(0).low()).isNegative();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void tenPointsOnFiveHundredImagesAreClear(int seeds) {
    var random = new SplittableRandom(8);
    var truth = new Truth(List.of(0.75, 0.85), List.of(1.0, 2.0), 500, seeds);
    for (int i = 0; i < 100; i++) {
      Recommendation advice = advice(truth, random, 0.005);
      assertThat(advice.equals()).containsExactly("m1");
      assertThat(advice.kind()).isEqualTo(Recommendation.Kind.TRADE_OFF);
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
