package dev.graft.compare.curve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Environment;
import dev.graft.data.image.Preprocessing;
import dev.graft.train.strategy.Phase;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CurveConclusionsTest {

  private static final int TESTS = 1000;
  private static final PowerLaw FROZEN = new PowerLaw(0.2, 0.02 * Math.pow(1600, 0.4), 0.4);
  private static final PowerLaw TUNED = new PowerLaw(0.02, 0.1 * Math.pow(1600, 0.6), 0.6);

  private static CurveRecord record(List<Integer> sizes, int seeds, List<CurvePoint> points) {
    var labels = points.stream().map(CurvePoint::label).distinct().toList();
    return new CurveRecord(
            Instant.EPOCH,
            new ComparisonRecord.Data(
                "d", "d", "f", Collections.nCopies(10, "x"), 1600, 0, TESTS, 0),
            new ComparisonRecord.Model(
                "resnet18", new Backbone.Provenance("w", "l", "s"), Preprocessing.imageNet()),
            TrainSettings.defaults().withBatchSize(32),
            labels,
            sizes,
            LongStream.range(0, seeds).boxed().toList(),
            new Environment("g", "t", "j", "s", "p", 2, 2, 0, Optional.empty()),
            List.of(),
            List.of(),
            false)
        .with(points);
  }

  private static CurveRecord measured(int sizes, int seeds) {
    List<Integer> all = CurveSizes.geometric(1600, 10, sizes);
    var chance = new Random(5);
    var points = new ArrayList<CurvePoint>();
    points.addAll(
        new SimulatedCurve(FROZEN, TESTS, 0.7, 0.004).points("probe", all, seeds, 9, chance));
    points.addAll(
        new SimulatedCurve(TUNED, TESTS, 0.7, 0.004).points("fine-tune", all, seeds, 9, chance));
    return record(all, seeds, points);
  }

  private static List<String> said(CurveRecord record) {
    return CurveConclusions.of(record, CurveReading.of(record));
  }

  @Test
  void aWholeCurveIsReadInFull() {
    List<String> said = said(measured(8, 2));
    assertThat(said).hasSize(7);
    assertThat(said.get(0))
        .matches(
            "probe: with about 160 more labelled images per class, expect 7\\d\\.\\d % of the test"
                + " images correctly classified \\(95 % \\d\\d\\.\\d to \\d\\d\\.\\d\\); with the present 160"
                + " per class it was 7\\d\\.\\d %\\.");
    assertThat(said.get(1)).startsWith("fine-tune: with about 160 more labelled images per class");
    assertThat(said.get(2)).startsWith("This assumes");
    assertThat(said.get(3))
        .startsWith("Back-test of probe: from its sizes up to 800 the prediction is ")
        .endsWith(", within that interval.");
    assertThat(said.get(5)).matches("fine-tune overtakes probe at about \\d+ training images.*");
    assertThat(said.get(6)).startsWith("Within their bands the curves never fall");
  }

  /** A lucky last size does not make more images look like harm. */
  @Test
  void whatWasMeasuredAboveTheCurveIsSaidToBeLuck() {
    List<Integer> sizes = List.of(100, 200, 400, 800, 1600);
    var points = new ArrayList<CurvePoint>();
    for (int i = 0; i < sizes.size(); i++) {
      int wrong = List.of(195, 198, 202, 203, 180).get(i);
      List<Integer> images = IntStream.range(0, wrong).boxed().toList();
      points.add(
          new CurvePoint(sizes.get(i), "probe", 0, 0, 0, TESTS, images, List.of(), 1, false));
    }
    assertThat(said(record(sizes, 1, points)).get(0))
        .matches(
            "probe: with about 160 more labelled images per class, expect (79|8[01])\\.\\d % .*"
                + " with the present 160 per class it was 82\\.0 %, no more than chance from"
                + " the fitted"
                + " curve's (79|8[01])\\.\\d % there \\(95 % \\d\\d\\.\\d to \\d\\d\\.\\d\\)\\..*");
  }

  @Test
  void nothingIsForetoldFromThreeSizes() {
    CurveRecord three = measured(3, 2);
    CurveReading reading = CurveReading.of(three);
    assertThat(reading.curves().stream().map(curve -> curve.fit().isPresent()))
        .containsExactly(false, false);
    assertThat(reading.curves().stream().map(curve -> curve.doubled().isPresent()))
        .containsExactly(false, false);
    assertThat(reading.crossings()).isEmpty();
    assertThat(said(three).get(0)).isEqualTo("probe: no prediction from 3 sizes; 4 are needed.");
    assertThat(said(three)).noneMatch(sentence -> sentence.contains("expect "));
  }

  @Test
  void aBackTestTakesFourSizesUpToHalf() {
    CurveReading few = CurveReading.of(measured(4, 2));
    assertThat(few.curves().stream().map(curve -> curve.fit().isPresent()))
        .containsExactly(true, true);
    assertThat(few.curves().stream().map(curve -> curve.backTest().isPresent()))
        .containsExactly(false, false);
    assertThat(said(measured(4, 2)).get(3)).contains("none, fewer than 4 sizes");
    CurveReading.BackTest test =
        CurveReading.of(measured(8, 2)).curves().get(0).backTest().orElseThrow();
    assertThat(test.sizes()).allMatch(size -> size <= 800).contains(800);
    assertThat(test.predicted().size()).isEqualTo(1600);
    var off = new CurveReading.BackTest(test.sizes(), test.predicted(), 0.1);
    assertThat(off.holds()).isFalse();
  }

  @Test
  void anUnfinishedCurveConcludesNothing() {
    CurveRecord whole = measured(8, 1);
    CurveRecord part = whole.with(whole.points().subList(0, 15));
    assertThat(whole.complete()).isTrue();
    assertThat(part.complete()).isFalse();
    assertThat(said(part)).isEmpty();
    assertThat(CurveReading.of(part).curves().stream().map(curve -> curve.fit().isPresent()))
        .containsExactly(false, false);
  }

  @Test
  void aFallBeyondTheBandsIsSaid() {
    List<Integer> sizes = List.of(100, 200, 400);
    var points = new ArrayList<CurvePoint>();
    for (int i = 0; i < sizes.size(); i++) {
      int wrong = List.of(300, 100, 150).get(i);
      points.add(
          new CurvePoint(
              sizes.get(i),
              "probe",
              0,
              0,
              0,
              TESTS,
              IntStream.range(0, wrong).boxed().toList(),
              List.of(),
              1,
              false));
    }
    assertThat(said(record(sizes, 1, points)))
        .last()
        .isEqualTo(
            "With more images accuracy falls by more than the bands allow: probe, 90.0 % at 200"
                + " and 85.0 % at 400.");
  }

  /** 171 steps are three epochs over 1,801 images: with 100 images they are 43 epochs. */
  @Test
  void everySizeHasAsManySteps() {
    Strategy tuned =
        Strategy.named("lp-ft", Architecture.named("resnet18"), new Strategy.Rates(3, 1e-3, 1e-4));
    Strategy stretched = LearningCurve.stretched(tuned, 100, 1801, 32);
    assertThat(stretched.phases().get(0)).isEqualTo(tuned.phases().get(0));
    Phase steps = stretched.phases().get(1);
    assertThat(steps).isEqualTo(tuned.phases().get(1).withEpochs(43));
    assertThat(LearningCurve.stretched(tuned, 1801, 1801, 32)).isEqualTo(tuned);
  }
}
