package dev.graft.compare.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.compare.Conclusions;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Made;
import dev.graft.train.record.RunRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Strategies of which one was tested on the first of two folds alone: 40 of 200 images. */
class PartlyTestedTest {

  private static final int FIRST = 40;
  private static final int SECOND = 160;

  private static ComparisonRecord record(int probeFirst, int extractFirst, int tunedFirst) {
    var runs = new ArrayList<RunRecord>();
    runs.add(fold("fine-tune", 1, tunedFirst, FIRST, 50));
    runs.add(fold("probe", 1, probeFirst, FIRST, 1));
    runs.add(fold("probe", 2, 170 - probeFirst, SECOND, 1));
    runs.add(fold("feature-extract", 1, extractFirst, FIRST, 2));
    runs.add(fold("feature-extract", 2, 168 - extractFirst, SECOND, 2));
    return Made.record(FIRST + SECOND, 1, runs);
  }

  private static RunRecord fold(String label, int fold, int correct, int images, double seconds) {
    return Made.run(label, 0, Made.first(correct, images), seconds, seconds, false).withFold(fold);
  }

  private static Recommendation advice(ComparisonRecord record) {
    return Recommendation.of(record).orElseThrow();
  }

  /** It beats the best of the others there, but not all of them. */
  @Test
  void whoWasBehindAnyoneOnItsImagesIsNotTheBest() {
    ComparisonRecord record = record(33, 36, 34);
    assertThat(advice(record).best()).contains("probe");
    assertThat(advice(record).pick()).contains("probe");
    assertThat(advice(record).decisive().orElseThrow().difference().accuracy()).isNotNegative();
    assertThat(advice(record).changes().get(0))
        .isEqualTo(
            "testing fine-tune on every image (it was ahead by 2.5 points on the 40 that both were"
                + " tested on; --folds 5)");
    assertThat(Conclusions.of(record))
        .noneMatch(sentence -> sentence.contains("by -") || sentence.contains("difference -"));
  }

  /** As good on few images is not as good: the others are there to say. */
  @Test
  void whatFewImagesLeaveOpenTheOthersMaySettle() {
    assertThat(advice(record(34, 33, 34)).changes().get(0))
        .isEqualTo("testing fine-tune on every image (--folds 5; only 40 of 200 were)");
  }

  @Test
  void figuresOfDifferentImagesDoNotStandSideBySide() {
    ComparisonRecord ahead = record(35, 33, 37);
    assertThat(advice(ahead).pick()).contains("fine-tune");
    assertThat(Conclusions.of(ahead))
        .anySatisfy(
            sentence ->
                assertThat(sentence)
                    .startsWith("Measured best: fine-tune, 92.5 % of the test images")
                    .contains(
                        "; next probe: 87.5 % on the 40 images that both were tested on, where"
                            + " fine-tune has 92.5 % (difference 5.0 points"));
    ComparisonRecord behind = record(36, 30, 35);
    assertThat(Conclusions.of(behind))
        .anySatisfy(sentence -> assertThat(sentence).startsWith("Measured best: probe, 85.0 %"));
  }

  /** A fold may have more of one class than all images have. */
  @Test
  void eachIsMeasuredByWhatItsOwnImagesGiveForNothing() {
    var runs = new ArrayList<RunRecord>();
    List<Integer> first = labels(30, 10);
    List<Integer> second = labels(70, 90);
    runs.add(Made.taken("fine-tune", first, known(first, 36), 50).withFold(1));
    runs.add(Made.taken("probe", first, known(first, 27), 1).withFold(1));
    runs.add(Made.taken("probe", second, known(second, 113), 1).withFold(2));
    Recommendation advice = advice(Made.record(200, 1, runs));
    assertThat(advice.unlearnt()).as("70 % of 200 balanced images").isEmpty();
    assertThat(advice.baselines().get(0).accuracy()).isEqualTo(0.5);
  }

  @Test
  void whoIsNotShownToHaveLearntOnFewImagesMayDoSoOnAll() {
    var runs = new ArrayList<RunRecord>();
    List<Integer> first = labels(8, 2);
    List<Integer> second = labels(32, 4);
    runs.add(Made.taken("fine-tune", first, labels(10, 0), 50).withFold(1));
    runs.add(Made.taken("probe", first, known(first, 10), 1).withFold(1));
    runs.add(Made.taken("probe", second, known(second, 35), 1).withFold(2));
    ComparisonRecord record = Made.record(46, 1, runs);
    assertThat(Conclusions.of(record))
        .anySatisfy(
            sentence ->
                assertThat(sentence)
                    .startsWith("Not picked")
                    .contains(": fine-tune 80.0 %, tested on only 10 images (always \"x\""));
    assertThat(advice(record).changes())
        .contains("testing fine-tune on every image (--folds 5; it was tested on only 10)");
  }

  private static List<Integer> labels(int zeros, int ones) {
    var labels = new ArrayList<Integer>();
    for (int i = 0; i < zeros + ones; i++) {
      labels.add(i < zeros ? 0 : 1);
    }
    return labels;
  }

  /** Right for so many, the wrong ones spread over both classes. */
  private static List<Integer> known(List<Integer> labels, int correct) {
    var taken = new ArrayList<>(labels);
    int wrong = labels.size() - correct;
    for (int i = 0; i < wrong; i++) {
      int at = (int) ((long) i * labels.size() / wrong);
      taken.set(at, 1 - labels.get(at));
    }
    return taken;
  }
}
