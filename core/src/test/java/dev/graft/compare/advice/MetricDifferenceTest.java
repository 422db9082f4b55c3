package dev.graft.compare.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.compare.curve.CurveLevel;
import dev.graft.compare.curve.CurvePoint;
import dev.graft.compare.record.Made;
import dev.graft.compare.summary.Interval;
import dev.graft.compare.summary.Summary;
import dev.graft.train.evaluation.Metric;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Differences by another metric than accuracy. */
class MetricDifferenceTest {

  @Test
  void oneTestImageLeavesEverythingOpen() {
    var first = new Summary(List.of(Made.run("probe", 0, Made.first(1, 1), 1, 1, false)));
    var second = new Summary(List.of(Made.run("fine-tune", 0, Made.first(0, 1), 1, 1, false)));
    for (Metric metric : List.of(Metric.BALANCED, Metric.F1)) {
      Difference difference = MetricDifference.of(first, second, metric);
      assertThat(difference.low()).isEqualTo(-1);
      assertThat(difference.high()).isEqualTo(1);
      assertThat(difference.p()).isBetween(0.2, 1.0);
    }
  }

  @Test
  void soDoesOneTestImageOfACurve() {
    var point = new CurvePoint(10, "probe", 0, 1, 1, 1, List.of(), List.of(0.5), 1, false);
    Interval interval = new CurveLevel(List.of(point)).interval();
    assertThat(interval.low()).isZero();
    assertThat(interval.high()).isEqualTo(1);
  }
}
