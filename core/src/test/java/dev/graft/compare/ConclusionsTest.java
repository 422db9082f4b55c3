package dev.graft.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.compare.advice.Recommendation;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Made;
import dev.graft.train.record.RunRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConclusionsTest {

  private static final int IMAGES = 500;

  @Test
  void aClearWinnerThatCostsMoreIsWeighed() {
    List<String> said =
        Conclusions.of(
            record(run("feature-extract", 0, 350, 2, 10), run("fine-tune", 0, 420, 40, 130)));
    assertThat(said).hasSize(5);
    assertThat(said.get(0))
        .isEqualTo(
            "Faster: feature-extract, 10.0 s with 100 trainable parameters; fine-tune took 130.0 s"
                + " (13.0 times as long).");
    assertThat(said.get(1))
        .startsWith(
            "Measured best: fine-tune, 84.0 % of the test images correctly classified (95 % interval"
                + " 80.5 to 87.0); next feature-extract, 70.0 % (difference 14.0 points, 95 %"
                + " interval 11.")
        .endsWith("; p = 1.7e-21).");
    assertThat(said.get(2))
        .startsWith(
            "Pick fine-tune: it differs from all others beyond chance (from feature-extract by 14.0"
                + " points, 95 % interval 11.")
        .endsWith(" It took 130.0 s; feature-extract took 10.0 s and has accuracy 70.0 %.");
    assertThat(said.get(3)).startsWith("Frozen features alone lose 14.0 points here (");
    assertThat(said.get(4))
        .isEqualTo(
            "What would change this: a cut in between (partial:STAGE may keep the gain for less time).");
  }

  @Test
  void whatDivergedIsNamedAndLeftOut() {
    RunRecord frozen = run("feature-extract", 0, 350, 2, 10);
    RunRecord tuned = Made.withLosses(run("fine-tune", 0, 250, 40, 130), 0.9, 4_366_922);
    List<String> said = Conclusions.of(record(frozen, tuned));
    assertThat(said).hasSize(1);
    assertThat(said.get(0))
        .startsWith(
            "Diverged: fine-tune. Its training loss rose to 4,366,922.0, and guessing has 0.7")
        .contains("a lower rate, or let graft compare --budget 10m find");
    assertThat(Recommendation.of(record(frozen, tuned))).isEmpty();

    RunRecord other = run("partial:layer4", 0, 300, 20, 60);
    List<String> three = Conclusions.of(record(frozen, tuned, other));
    assertThat(three.get(0)).startsWith("Diverged: fine-tune.");
    assertThat(three.subList(1, three.size()))
        .noneMatch(sentence -> sentence.contains("fine-tune "));
    assertThat(Recommendation.of(record(frozen, tuned, other)).orElseThrow().costs()).hasSize(2);
  }

  @Test
  void aLossThatFellOrStayedLowIsNoDivergence() {
    RunRecord fell = Made.withLosses(run("fine-tune", 0, 420, 40, 130), 8, 3);
    RunRecord rose = Made.withLosses(run("feature-extract", 0, 400, 2, 10), 0.5, 1.2);
    assertThat(Conclusions.of(record(fell, rose))).noneMatch(s -> s.contains("Diverged"));
    RunRecord once = Made.withLosses(run("fine-tune", 0, 420, 40, 130), 50);
    assertThat(Conclusions.of(record(once, rose)).get(0)).startsWith("Diverged: fine-tune");
  }

  @Test
  void whatTheImagesCannotTellApartIsNotCalledAWinner() {
    List<String> said =
        Conclusions.of(
            record(run("feature-extract", 0, 400, 2, 10), run("fine-tune", 0, 405, 20, 60)));
    assertThat(said.get(1)).contains("next feature-extract, 80.0 % (difference 1.0 points");
    assertThat(said.get(2))
        .startsWith(
            "Pick fine-tune: it was measured best. It is about 19 in 20 that it is better than"
                + " feature-extract (by 1.0 points, 95 % interval 0.")
        .endsWith("); these images do not settle it.");
  }

  @Test
  void theFastestMayAlsoBeTheBest() {
    List<String> said =
        Conclusions.of(
            record(run("feature-extract", 0, 450, 2, 10), run("fine-tune", 0, 300, 40, 130)));
    assertThat(said.get(2))
        .startsWith(
            "Pick feature-extract: it differs from all others beyond chance (from fine-tune")
        .doesNotContain("took");
  }

  /** It is there to compare with, however fast it was. */
  @Test
  void randomWeightsAreNotRecommendedForBeingFast() {
    List<String> said =
        Conclusions.of(
            record(
                run("from-scratch", 0, 300, 2, 10),
                run("feature-extract", 0, 350, 3, 12),
                run("fine-tune", 0, 420, 40, 130)));
    assertThat(said.get(0)).startsWith("Faster: from-scratch");
    assertThat(said.get(2))
        .startsWith(
            "Pick fine-tune: it differs from all others beyond chance (from feature-extract")
        .endsWith("It took 130.0 s; feature-extract took 12.0 s and has accuracy 70.0 %.");
    List<String> two =
        Conclusions.of(
            record(run("from-scratch", 0, 300, 2, 10), run("fine-tune", 0, 420, 40, 130)));
    assertThat(two.get(2)).startsWith("Pick fine-tune: it differs").doesNotContain("took");
  }

  @Test
  void severalSeedsAreAveragedAndJudgedByTheirMedian() {
    List<String> said =
        Conclusions.of(
            record(
                run("a", 0, 400, 2, 10),
                run("b", 0, 470, 4, 20),
                run("a", 1, 410, 2, 10),
                run("b", 1, 412, 4, 20),
                run("a", 2, 390, 2, 10),
                run("b", 2, 388, 4, 20)));
    assertThat(said.get(1))
        .contains("84.7 % of the test images correctly classified")
        .contains("next a, 80.0 % (difference 4.7 points");
    assertThat(said.get(2))
        .startsWith("Pick b: it was measured best. It is about ")
        .contains(" in 10 that it is better");
  }

  @Test
  void theCheapestOfAllThatTieIsPicked() {
    List<String> said =
        Conclusions.of(
            record(
                run("cheap", 0, 400, 2, 10),
                run("dear", 0, 403, 40, 130),
                run("dearest", 0, 404, 80, 260)));
    assertThat(said.get(2))
        .startsWith("Pick cheap: dearest has 0.8 points more, 95 % interval ")
        .endsWith("which these images do not settle, and cheap takes 10.0 s instead of 260.0 s.");
  }

  @Test
  void theBestOfEqualsMayBeTheCheapestByFar() {
    List<RunRecord> runs =
        List.of(
            Made.run("probe", 0, Made.first(16_010, 20_000), 1, 1, false),
            Made.run("fine-tune", 0, Made.first(16_000, 20_000), 300, 900, false));
    List<String> said = Conclusions.of(Made.record(20_000, 1, runs));
    assertThat(said.get(2))
        .startsWith("Pick probe: it was measured best, and fine-tune is as good within 1 point (")
        .endsWith("); probe takes 1.0 s instead of 15 min.");
    assertThat(said.get(3)).startsWith("The frozen features hold what these images need");
  }

  /** The verdict that the pick rests on is the one that the sentence on features says. */
  @Test
  void featuresAreJudgedAsThePickIs() {
    RunRecord frozen = run("feature-extract", 0, 400, 2, 10);
    List<Boolean> nine = new ArrayList<>(Made.first(400, IMAGES));
    IntStream.range(0, 3).forEach(i -> nine.set(i, false));
    IntStream.range(400, 412).forEach(i -> nine.set(i, true));
    RunRecord tuned = Made.run("fine-tune", 0, nine, 20, 60, false);
    List<Boolean> eight = new ArrayList<>(nine);
    eight.set(400, false);
    List<RunRecord> close =
        List.of(
            frozen,
            tuned,
            Made.run("m1", 0, eight, 20, 60, false),
            Made.run("m2", 0, eight, 20, 60, false));
    List<String> said = Conclusions.of(Made.record(IMAGES, 1, close));
    assertThat(said.get(2)).contains("these images do not settle it");
    assertThat(said.get(3)).startsWith("These images do not settle whether the frozen features");
  }

  @Test
  void aTieIsNoReasonToCallOneCheaper() {
    List<Boolean> others = new ArrayList<>(Made.first(400, IMAGES));
    Collections.reverse(others);
    RunRecord tuned = Made.run("fine-tune", 0, others, 20, 60, false);
    RunRecord frozen = run("feature-extract", 0, 400, 20, 60);
    assertThat(Conclusions.of(record(frozen, tuned)).get(2))
        .startsWith("Pick ")
        .contains(": it was measured as good as ")
        .doesNotContain("cheaper");
  }

  @Test
  void testImagesOfOneClassAreSaidToShowNothing() {
    List<Integer> labels = Collections.nCopies(40, 0);
    List<RunRecord> runs =
        List.of(Made.taken("m0", labels, labels, 1), Made.taken("m1", labels, labels, 2));
    assertThat(Conclusions.pick(Made.record(40, 1, runs)).orElseThrow())
        .startsWith("No pick: all test images are of one class, so that they show nothing.");
  }

  @Test
  void whatOneSeedPredictsIsPredicted() {
    List<Integer> labels = IntStream.range(0, 100).mapToObj(i -> i % 2).toList();
    List<Integer> zero = Collections.nCopies(100, 0);
    RunRecord known = Made.taken("m1", labels, labels, 1);
    RunRecord never = Made.taken("m0", labels, zero, 1);
    assertThat(Conclusions.of(Made.record(100, 1, List.of(never, known))))
        .contains("m0 never predicts y.");
    RunRecord once = Made.run("m0", 1, Made.first(100, 100), 1, 1, false);
    RunRecord again = Made.run("m1", 1, Made.first(100, 100), 1, 1, false);
    assertThat(Conclusions.of(Made.record(100, 2, List.of(never, known, once, again))))
        .noneMatch(sentence -> sentence.contains("never predicts"));
  }

  @Test
  void anUnfinishedComparisonConcludesNothing() {
    var unfinished =
        record(run("a", 0, 450, 2, 10), run("b", 0, 400, 4, 20), run("a", 1, 450, 2, 10))
            .with(
                List.of(run("a", 0, 450, 2, 10), run("b", 0, 400, 4, 20), run("a", 1, 450, 2, 10)),
                false);
    assertThat(Conclusions.of(unfinished)).isEmpty();
  }

  /** An earlier command computed them, and nobody knows in what time. */
  @Test
  void whoseTimeIsNotItsOwnIsNotCalledFaster() {
    List<String> said =
        Conclusions.of(
            record(
                run("feature-extract", 0, 350, 20, 60),
                run("feature-extract@1e-4", 0, 300, 1, 3, true, 0),
                run("fine-tune", 0, 420, 40, 130)));
    assertThat(said.get(0)).startsWith("Faster: feature-extract, 60.0 s with");
    assertThat(said.get(2))
        .endsWith(
            "It took 130.0 s; feature-extract@1e-4 took 3.0 s, not counting features that an earlier"
                + " command cached and has accuracy 60.0 %.");
  }

  @Test
  void foundFeaturesCostWhatComputingThemTook() {
    List<String> said =
        Conclusions.of(
            record(
                run("feature-extract", 0, 350, 1, 2, true, 18), run("fine-tune", 0, 420, 40, 130)));
    assertThat(said.get(0))
        .startsWith("Faster: feature-extract, 20.0 s (18.0 s of them for cached features)")
        .contains("fine-tune took 130.0 s (6.5 times as long)");
    assertThat(said.get(2)).endsWith("feature-extract took 20.0 s and has accuracy 70.0 %.");
  }

  /** A fitted head has one, with all features in it. */
  @Test
  void epochsThatAreNoneAlikeAreNotCompared() {
    List<String> said =
        Conclusions.of(record(run("probe", 0, 350, 20, 20), run("fine-tune", 0, 420, 14, 56)));
    assertThat(said.get(0))
        .startsWith("Faster: probe, 20.0 s with")
        .contains("fine-tune took 56.0 s (2.8 times as long)");
  }

  @Test
  void whatCannotBeToldIsNoFinding() {
    List<String> few =
        Conclusions.of(
            Made.record(
                20,
                1,
                List.of(
                    Made.run("feature-extract", 0, Made.first(17, 20), 2, 10, false),
                    Made.run("fine-tune", 0, Made.first(19, 20), 40, 130, false))));
    assertThat(few.get(4))
        .startsWith("These images do not settle whether the frozen features suffice: fine-tuning")
        .contains("gains 10.0 points (-");
    List<String> many =
        Conclusions.of(
            Made.record(
                2000,
                1,
                List.of(
                    Made.run("feature-extract", 0, Made.first(1700, 2000), 2, 10, false),
                    Made.run("fine-tune", 0, Made.first(1704, 2000), 40, 130, false))));
    assertThat(many.get(3))
        .startsWith("The frozen features hold what these images need: fine-tuning gains")
        .contains(" 0.2 points (");
  }

  /** That few images are all alike says little of others. */
  @Test
  void fewImagesWithoutADifferenceDoNotShowThatThereIsNone() {
    List<String> said =
        Conclusions.of(
            Made.record(
                24,
                1,
                List.of(
                    Made.run("feature-extract", 0, Made.first(20, 24), 2, 10, false),
                    Made.run("fine-tune", 0, Made.first(20, 24), 40, 130, false))));
    assertThat(said.get(4)).startsWith("These images do not settle whether the frozen features");
  }

  @Test
  void nobodyIsAheadOfTheSameFigure() {
    List<String> same =
        Conclusions.of(
            record(run("feature-extract", 0, 400, 2, 10), run("fine-tune", 0, 400, 40, 130)));
    assertThat(same.get(1))
        .isEqualTo(
            "Measured best: feature-extract and fine-tune, each with 80.0 % of the test images"
                + " correctly classified (95 % interval 76.3 to 83.3): they classify the same images"
                + " correctly (95 % interval of the difference -0.6 to 0.6 points).");
    var others = new ArrayList<>(Made.first(400, IMAGES));
    Collections.reverse(others);
    List<String> other =
        Conclusions.of(
            record(
                run("feature-extract", 0, 400, 2, 10),
                Made.run("fine-tune", 0, others, 40, 130, false)));
    assertThat(other.get(1))
        .startsWith("Measured best: feature-extract and fine-tune, each with 80.0 %")
        .contains(": 95 % interval of the difference -");
  }

  @Test
  void whatFewTestImagesCannotShowComesFirst() {
    assertThat(onTestImages(24).get(0))
        .isEqualTo(
            "Only 24 test images: no difference below about 25 points can be shown on them.");
    assertThat(onTestImages(99).get(0))
        .startsWith("Only 99 test images: no difference below about 6");
    assertThat(onTestImages(100).get(0)).startsWith("Faster");
  }

  private static List<String> onTestImages(int images) {
    return Conclusions.of(
        Made.record(
            images,
            1,
            List.of(
                Made.run("feature-extract", 0, Made.first(images - 2, images), 2, 10, false),
                Made.run("fine-tune", 0, Made.first(images - 1, images), 40, 130, false))));
  }

  @Test
  void oneCandidateAloneConcludesNothing() {
    assertThat(Conclusions.of(record(run("feature-extract", 0, 400, 2, 10)))).isEmpty();
  }

  private static ComparisonRecord record(RunRecord... runs) {
    return Made.record(IMAGES, 1, List.of(runs));
  }

  /** A run whose first {@code correct} of 500 images are right. */
  private static RunRecord run(
      String label, long seed, int correct, double secondsPerEpoch, double totalSeconds) {
    return run(label, seed, correct, secondsPerEpoch, totalSeconds, false, 0);
  }

  private static RunRecord run(
      String label,
      long seed,
      int correct,
      double secondsPerEpoch,
      double totalSeconds,
      boolean found,
      double foundSeconds) {
    List<Boolean> right = Made.first(correct, IMAGES);
    return Made.run(label, seed, right, secondsPerEpoch, totalSeconds, found, foundSeconds);
  }
}
