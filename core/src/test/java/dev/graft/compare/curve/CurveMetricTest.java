package dev.graft.compare.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Made;
import dev.graft.compare.summary.Interval;
import dev.graft.train.evaluation.Metric;
import dev.graft.train.strategy.EarlyStopping;
import dev.graft.train.strategy.TrainSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Learning curves of another metric than accuracy. */
class CurveMetricTest {

  private static final int TESTS = 1000;
  private static final List<Integer> SIZES = List.of(100, 200, 400, 800, 1600);

  private static List<CurvePoint> points() {
    var truth = new PowerLaw(0.1, 0.2 * Math.pow(100, 0.5), 0.5);
    return new SimulatedCurve(truth, TESTS, 0.7, 0.004).points("probe", SIZES, 2, 9, new Random(5));
  }

  private static CurvePoint with(CurvePoint point, List<Double> parts) {
    return new CurvePoint(
        point.size(),
        point.label(),
        point.seed(),
        point.epochs(),
        point.steps(),
        point.testImages(),
        point.wrong(),
        parts,
        point.seconds(),
        point.foundFeatures());
  }

  /** What each image counts where {@code weights} says; 1 for all is the accuracy. */
  private static CurvePoint weighted(CurvePoint point, double[] weights) {
    Set<Integer> wrong = Set.copyOf(point.wrong());
    return with(
        point,
        IntStream.range(0, TESTS).mapToObj(i -> wrong.contains(i) ? 1 - weights[i] : 1.0).toList());
  }

  private static CurveReading reading(UnaryOperator<CurvePoint> change) {
    return CurveReading.of(record(points().stream().map(change).toList()));
  }

  private static CurveRecord record(List<CurvePoint> points) {
    ComparisonRecord images = Made.record(TESTS, 2, List.of());
    return new CurveRecord(
        images.started(),
        images.data(),
        images.model(),
        TrainSettings.defaults()
            .withEarlyStopping(EarlyStopping.none().withMetric(Metric.BALANCED)),
        List.of("probe"),
        SIZES,
        images.seeds(),
        images.environment(),
        List.of(),
        points,
        true);
  }

  private static double[] weights(double first, double last) {
    return IntStream.range(0, TESTS).mapToDouble(i -> i < 900 ? first : last).toArray();
  }

  @Test
  void ofEqualClassesItIsTheCurveOfTheAccuracy() {
    CurveReading.Curve accuracy = reading(point -> point).curves().get(0);
    CurveReading.Curve alike = reading(p -> weighted(p, weights(1, 1))).curves().get(0);
    assertThat(alike.mode().imagesWorth()).isCloseTo(TESTS, within(10.0));
    CurveFit.Prediction one = accuracy.doubled().orElseThrow();
    CurveFit.Prediction other = alike.doubled().orElseThrow();
    assertThat(other.value()).isCloseTo(one.value(), within(0.001));
    assertThat(other.low()).isCloseTo(one.low(), within(0.003));
    assertThat(other.high()).isCloseTo(one.high(), within(0.003));
    assertThat(alike.mode().last().interval().low())
        .isCloseTo(accuracy.mode().last().interval().low(), within(0.003));
  }

  @Test
  void imagesOfSmallClassesTellLess() {
    CurveReading.Curve accuracy = reading(point -> point).curves().get(0);
    // 900 images of one class and 100 of another, of which each weighs nine times as much.
    CurveReading.Curve unequal =
        reading(p -> weighted(p, weights(1 / 1.8, 1 / 0.2))).curves().get(0);
    assertThat(unequal.mode().imagesWorth()).isBetween(200.0, 600.0);
    assertThat(width(unequal)).isGreaterThan(1.2 * width(accuracy));
    assertThat(bar(unequal)).isGreaterThan(1.2 * bar(accuracy));
  }

  private static double bar(CurveReading.Curve curve) {
    Interval interval = curve.mode().last().interval();
    return interval.high() - interval.low();
  }

  private static double width(CurveReading.Curve curve) {
    CurveFit.Prediction doubled = curve.doubled().orElseThrow();
    return doubled.high() - doubled.low();
  }

  @Test
  void sentencesNameTheMetric() {
    CurveRecord record = record(points().stream().map(p -> weighted(p, weights(1, 1))).toList());
    List<String> said = CurveConclusions.of(record, CurveReading.of(record));
    assertThat(said.get(0)).contains("expect balanced accuracy ", " %").doesNotContain("correctly");
    var falling = new ArrayList<CurvePoint>();
    for (int i = 0; i < SIZES.size(); i++) {
      int wrong = 100 + 100 * i;
      var point =
          new CurvePoint(
              SIZES.get(i),
              "probe",
              0,
              0,
              0,
              TESTS,
              IntStream.range(0, wrong).boxed().toList(),
              List.of(),
              1,
              false);
      falling.add(weighted(point, weights(1, 1)));
    }
    CurveRecord worse = record(falling);
    assertThat(CurveConclusions.of(worse, CurveReading.of(worse)))
        .last()
        .asString()
        .startsWith("With more images balanced accuracy falls by more than the bands allow: probe");
  }

  @Test
  void aPartForEachImageOrNone() {
    CurvePoint point = points().get(0);
    assertThatThrownBy(() -> with(point, List.of(1.0, 0.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 parts of a metric for 1000 test images");
  }
}
