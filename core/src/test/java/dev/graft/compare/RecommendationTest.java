package dev.graft.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.train.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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

  /** The pick is never one that the same images show to be worse than another. */
  @Test
  void nothingSignificantlyWorseIsPicked() {
    var random = new SplittableRandom(4);
    int wrong = 0;
    for (int i = 0; i < COMPARISONS; i++) {
      int candidates = random.nextInt(2, 5);
      Truth truth =
          truth(
              random,
              IntStream.range(0, candidates).mapToObj(c -> random.nextDouble(0.6, 0.95)).toList());
      Recommendation advice = advice(truth, random);
      for (Difference difference : advice.differences()) {
        boolean worse = difference.second().equals(advice.pick());
        assertThat(worse && Recommendation.isClear(difference, advice.threshold())).isFalse();
      }
      // In truth it may be worse by no more than these images can show.
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

  private static Truth truth(SplittableRandom random, List<Double> accuracies) {
    return new Truth(
        accuracies,
        accuracies.stream().map(a -> random.nextDouble(1, 1000)).toList(),
        random.nextInt(100, 3000),
        random.nextInt(1, 4));
  }

  private static Recommendation advice(Truth truth, SplittableRandom random) {
    return Recommendation.of(Made.record(truth.images(), truth.seeds(), runs(truth, random, SEEDS)))
        .orElseThrow();
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
