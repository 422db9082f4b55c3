package dev.graft.app.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.app.report.Guesses;
import dev.graft.app.report.json.Records;
import dev.graft.backbone.Architecture;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Criteria;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.RunRecord;
import dev.graft.train.record.StageParameters;
import dev.graft.train.strategy.Strategy;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the lesson says of runs that nobody made: by the rules of a comparison's advice. */
final class LessonTextTest {

  private static final Strategy.Rates RATES = Strategy.Rates.defaults();
  private static final String SETTLES_NO_RATE = "These images do not settle which rate is better: ";
  private static final String RATE_DECIDES = "The rate decides: ";

  @Test
  void aSmallDifferenceOfTheRatesDecidesNothing() {
    String said =
        said(
            frozen(i -> i % 10 != 0, 8), // 0.900
            fast(i -> i % 9 != 0, 40), // 0.888
            slow(i -> i % 12 != 0, 40)); // 0.917
    assertThat(said)
        .contains(
            SETTLES_NO_RATE
                + "fine-tuning at 1e-4 ended at 0.917, at 1e-3 at 0.888 (difference 2.9 points,")
        .doesNotContain(RATE_DECIDES)
        .contains(
            "On these 900 training images that is not settled: fine-tune@1e-4 and feature-extract"
                + " differ by 1.7 points, 95 % interval -")
        .containsPattern("It is about \\d in 10 that fine-tune@1e-4 is the better one\\.")
        .contains("Pick fine-tune@1e-4: it was measured best");
  }

  @Test
  void whatDiffersBeyondChanceIsSaidToDecide() {
    String said = said(frozen(i -> i % 2 != 0, 8), fast(i -> i % 3 != 0, 90), slow(i -> true, 95));
    assertThat(said)
        .contains(
            RATE_DECIDES + "fine-tuning at 1e-4 ended at 1.000, at 1e-3 at 0.667 (33.3 points,")
        .doesNotContain(SETTLES_NO_RATE)
        .contains(
            "On these 900 training images it did: fine-tune@1e-4 differs from feature-extract"
                + " beyond chance, by 50.0 points,")
        .contains("The run of feature-extract took 8.0 s, that of fine-tune@1e-4 95.0 s.")
        .contains("The better of the two was itself chosen on the test images");
  }

  @Test
  void fineTuningThatIsClearlyBehindHasLost() {
    String said =
        said(frozen(i -> i % 20 != 0, 8), fast(i -> i % 3 != 0, 40), slow(i -> i % 3 != 1, 40));
    assertThat(said)
        .contains(
            "it lost: feature-extract differs from fine-tune@1e-4 beyond chance, by 28.3 points")
        .as("a pair that the advice, which starts from the best, does not need")
        .contains(SETTLES_NO_RATE);
  }

  @Test
  void whatIsEqualEnoughIsSaidToBe() {
    ComparisonRecord record =
        record(frozen(i -> i % 10 != 0, 8), fast(i -> i % 2 != 0, 40), slow(i -> i % 10 != 0, 40));
    String said =
        String.join(" ", LessonText.lines(record.with(new Criteria(0.05, OptionalDouble.empty()))));
    assertThat(said)
        .contains(
            "it did not: fine-tune@1e-4 and feature-extract are equal enough, within 5 points"
                + " (difference 0.0 points,");
    assertThat(said(frozen(i -> i % 2 != 0, 8), fast(i -> i > 9, 40), slow(i -> i > 9, 40)))
        .doesNotContain("The two rates are equal enough");
    assertThat(
            String.join(
                " ",
                LessonText.lines(
                    record(frozen(i -> i % 2 != 0, 8), fast(i -> i > 9, 40), slow(i -> i > 9, 40))
                        .with(new Criteria(0.05, OptionalDouble.empty())))))
        .contains("The two rates are equal enough, within 5 points: fine-tuning at 1e-4");
  }

  @Test
  void timesThatDoNotDifferAreNotSetSideBySide() {
    assertThat(said(frozen(i -> i % 2 != 0, 38), fast(i -> i % 3 != 0, 40), slow(i -> true, 40)))
        .contains("it did: fine-tune@1e-4")
        .doesNotContain("The run of feature-extract took");
  }

  @Test
  void whereNothingWasLearntNothingIsDecided() {
    IntPredicate chance = i -> i % 6 == 0;
    assertThat(said(frozen(chance, 8), fast(chance, 40), slow(chance, 40)))
        .contains("that is open, since nothing was learnt that the test images show.")
        .doesNotContain(RATE_DECIDES);
  }

  @Test
  void aRateThatDivergedIsSaidToBeTooHigh() {
    RunRecord diverged = run(LessonText.TUNED_FAST, i -> i % 2 == 0, 40, 5_000);
    assertThat(said(frozen(i -> i % 3 != 0, 8), diverged, slow(i -> true, 40)))
        .contains("One of the two rates was too high, and its training diverged: fine-tuning at")
        .contains("it did: fine-tune@1e-4 differs from feature-extract beyond chance");
  }

  @Test
  void theHeadIsCounted() {
    assertThat(said(frozen(i -> true, 8), fast(i -> true, 40), slow(i -> true, 40)))
        .contains(
            "512 features x 6 classes + 6 biases = 3,078 parameters, 0.03 % of all 11,179,590");
  }

  private static String said(RunRecord... runs) {
    List<String> lines = LessonText.lines(record(runs));
    assertThat(lines).allMatch(line -> line.length() <= Wrap.WIDTH);
    return String.join(" ", lines);
  }

  private static ComparisonRecord record(RunRecord... runs) {
    return Records.of(List.of(runs), 1, true);
  }

  private static RunRecord frozen(IntPredicate correct, double seconds) {
    return run(LessonText.FROZEN, correct, seconds, 1);
  }

  private static RunRecord fast(IntPredicate correct, double seconds) {
    return run(LessonText.TUNED_FAST, correct, seconds, 1);
  }

  private static RunRecord slow(IntPredicate correct, double seconds) {
    return run(LessonText.TUNED_SLOWLY, correct, seconds, 1);
  }

  private static RunRecord run(
      String label, IntPredicate correct, double seconds, double lastLoss) {
    boolean head = label.equals(LessonText.FROZEN);
    int classes = Records.CLASSES.size();
    List<Integer> labels = IntStream.range(0, Records.IMAGES).mapToObj(i -> i % classes).toList();
    List<Integer> predictions =
        IntStream.range(0, Records.IMAGES)
            .mapToObj(i -> correct.test(i) ? i % classes : (i + 1) % classes)
            .toList();
    var test =
        Guesses.of(Records.CLASSES, labels, predictions, labels.stream().map(i -> 0.5).toList());
    return new RunRecord(
        label,
        head
            ? Strategy.featureExtract(Architecture.named("resnet18"), RATES)
            : Strategy.fineTune(Architecture.named("resnet18"), RATES),
        0,
        head ? 3_078 : 11_179_590,
        11_179_590,
        List.of(new StageParameters("layer4", 11_176_512, head ? 0 : 11_176_512)),
        List.of(epoch(1, 1), epoch(2, 1), epoch(3, lastLoss)),
        3,
        0,
        "test",
        "b".repeat(64),
        "",
        false,
        seconds / 3,
        seconds,
        0,
        0,
        Optional.of(test),
        0);
  }

  private static EpochRecord epoch(int epoch, double loss) {
    OptionalDouble none = OptionalDouble.empty();
    return new EpochRecord(
        epoch, loss, OptionalDouble.of(0.5), none, Optional.empty(), none, none, 1, 0, 100);
  }
}
