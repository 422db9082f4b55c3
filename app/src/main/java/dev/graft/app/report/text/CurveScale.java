package dev.graft.app.report.text;

import dev.graft.compare.curve.CurveFit.Prediction;
import dev.graft.compare.curve.CurveLevel;
import dev.graft.compare.curve.CurveReading;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.DoubleStream;

/**
 * What a picture of learning curves spans: numbers of images in equal ratios, and accuracies.
 *
 * @param ticks sizes that were measured, and twice the largest where that was foretold
 * @param bottom lowest accuracy
 * @param top highest
 */
record CurveScale(List<Double> ticks, double bottom, double top) {

  private static final double STEP = 0.05;

  CurveScale {
    ticks = List.copyOf(ticks);
  }

  /** Room for all points, their intervals and what is foretold. */
  static CurveScale of(CurveReading reading) {
    var sizes = new TreeSet<Double>();
    DoubleStream.Builder seen = DoubleStream.builder();
    for (CurveReading.Curve curve : reading.curves()) {
      for (CurveLevel level : curve.mode().levels()) {
        sizes.add((double) level.size());
        seen.add(level.interval().low()).add(level.interval().high());
      }
      if (curve.doubled().isPresent()) {
        Prediction doubled = curve.doubled().get();
        sizes.add(doubled.size());
        seen.add(doubled.low()).add(doubled.high());
      }
    }
    var range = seen.build().summaryStatistics();
    double bottom = Math.floor(range.getMin() / STEP) * STEP;
    double top = Math.ceil(range.getMax() / STEP) * STEP;
    return new CurveScale(List.copyOf(sizes), bottom, Math.max(top, bottom + STEP));
  }

  double height() {
    return top - bottom;
  }

  /** Place of a size from left, 0, to right, 1. */
  double x(double size) {
    double first = ticks.get(0);
    double last = ticks.get(ticks.size() - 1);
    return last > first ? Math.log(size / first) / Math.log(last / first) : 0.5;
  }

  /** The size at a place. */
  double size(double x) {
    double first = ticks.get(0);
    return first * Math.pow(ticks.get(ticks.size() - 1) / first, x);
  }

  /** Place of an accuracy from bottom, 0, to top, 1. */
  double y(double accuracy) {
    return (accuracy - bottom) / height();
  }
}
