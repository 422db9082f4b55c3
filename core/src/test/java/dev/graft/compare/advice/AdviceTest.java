package dev.graft.compare.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.graft.compare.record.Made;
import dev.graft.train.record.RunRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What would change a recommendation, and what each candidate costs. */
class AdviceTest {

  private static final int IMAGES = 500;

  private static RunRecord run(String label, int correct, double seconds) {
    return Made.run(label, 0, Made.first(correct, IMAGES), seconds, seconds, false);
  }

  private static Recommendation advice(RunRecord... runs) {
    return Recommendation.of(Made.record(IMAGES, 1, List.of(runs))).orElseThrow();
  }

  /** With 1 % of the images in favour of one: (z + 0.8416)^2 (1 - 0.01) / 0.01. */
  @Test
  void moreRivalsAskForMoreTestImages() {
    RunRecord frozen = run("feature-extract", 400, 10);
    RunRecord tuned = run("fine-tune", 405, 130);
    assertThat(advice(frozen, tuned).changes()) // z = 1.9600
        .contains("more test images (about 780 would show a difference of 1.0 points)");
    assertThat(advice(frozen, tuned, run("worse", 300, 20)).changes()) // z = 2.2414
        .contains("more test images (about 950 would show a difference of 1.0 points)");
  }

  @Test
  void theSmallestDifferenceSaysHowManyImages() {
    assertThat(
            advice(run("ahead", 405, 5), run("third", 401, 10), run("second", 404, 20)).changes())
        .anyMatch(clause -> clause.endsWith(" would show a difference of 0.2 points)"));
  }

  @Test
  void aStrategyThatRanAtTwoRatesDidNotRunAtOne() {
    RunRecord frozen = run("feature-extract", 450, 10);
    assertThat(advice(frozen, run("fine-tune@1e-3", 400, 100)).changes())
        .anyMatch(clause -> clause.contains("fine-tune@1e-3 ran at one"));
    assertThat(
            advice(frozen, run("fine-tune@1e-3", 400, 100), run("fine-tune@1e-4", 420, 100))
                .changes())
        .noneMatch(clause -> clause.contains("ran at one"));
  }

  /** As with a budget, whose search computes the features and fits the head. */
  @Test
  void theCheapestIsItWhoeverComputedTheFeatures() {
    List<Boolean> right = Made.first(400, IMAGES);
    List<Boolean> more = Made.first(403, IMAGES);
    RunRecord frozen = Made.run("feature-extract", 0, right, 1, 2, true, 18);
    RunRecord tuned = Made.run("lp-ft", 0, more, 14, 56, false);
    for (Recommendation advice : List.of(advice(frozen, tuned), advice(tuned, frozen))) {
      assertThat(advice.kind()).isEqualTo(Recommendation.Kind.NOT_SETTLED);
      assertThat(advice.pick()).contains("lp-ft"); // half a minute decides nothing
      assertThat(advice.costs())
          .containsExactlyInAnyOrder(
              new Recommendation.Cost("feature-extract", 20, 0),
              new Recommendation.Cost("lp-ft", 56, 0));
    }
    Recommendation clear =
        advice(frozen, Made.run("lp-ft", 0, Made.first(480, IMAGES), 14, 56, false));
    assertThat(clear.kind()).isEqualTo(Recommendation.Kind.BEST_AND_CHEAPEST);
    assertThat(clear.runnerUp()).contains("feature-extract");
  }

  @Test
  void seedsThatExplainADifferenceAskForMoreSeeds() {
    byte[] answers = new byte[1000];
    answers[0] = 1;
    var chance = TrainingChance.of(List.of(answers, answers));
    assertThat(chance.degrees()).isEqualTo(3);
    assertThat(chance.error()).isCloseTo(Math.sqrt(2 * 0.02 * 0.02 / 3 / 2), within(1e-12));
    assertThat(chance.halfWidth(0.05)).isCloseTo(3.182446 * chance.error(), within(1e-7));
    assertThat(TrainingChance.of(List.of(answers)).halfWidth(0.05)).isZero();
    var runs =
        List.of(
            Made.run("m0", 0, Made.first(8000, 10_000), 1, 1, false),
            Made.run("m1", 0, Made.first(8100, 10_000), 1, 2, false),
            Made.run("m0", 1, Made.first(8000, 10_000), 1, 1, false),
            Made.run("m1", 1, Made.first(8100, 10_000), 1, 2, false));
    assertThat(Recommendation.of(Made.record(10_000, 2, runs)).orElseThrow().changes())
        .anyMatch(
            clause ->
                clause.equals("more seeds (training alone may move the mean of 2 by 3.7 points)"))
        .noneMatch(clause -> clause.startsWith("more test images"));
  }
}
