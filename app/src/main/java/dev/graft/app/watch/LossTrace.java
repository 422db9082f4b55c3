package dev.graft.app.watch;

import dev.graft.app.report.html.LiveCourse;
import java.util.ArrayList;
import java.util.List;

/** The training loss of a run as it goes, in so few points that a chart can be drawn of it. */
final class LossTrace {

  private static final int POINTS = 120;

  /** Of a point on the line, beside what came before: single batches are noise. */
  private static final double WEIGHT = 0.35;

  private final int epochs;
  private final double[] sums = new double[POINTS];
  private final int[] counts = new int[POINTS];
  private double last;

  /** Of a run of so many epochs. */
  LossTrace(int epochs) {
    this.epochs = Math.max(1, epochs);
  }

  /** The mean loss over a batch; {@code at} is how far the run is after it, in epochs. */
  void add(double at, double loss) {
    int point = point(at);
    if (at <= last) { // an epoch begins again
      for (int i = point; i < POINTS; i++) {
        sums[i] = 0;
        counts[i] = 0;
      }
    }
    last = at;
    sums[point] += loss;
    counts[point]++;
  }

  private int point(double at) {
    return (int) Math.max(0, Math.min(POINTS - 1, Math.ceil(at * POINTS / epochs) - 1));
  }

  /** Means over stretches of the run, where it was, smoothed exponentially. */
  List<LiveCourse.Loss> points() {
    var points = new ArrayList<LiveCourse.Loss>();
    double smooth = Double.NaN;
    for (int i = 0; i < POINTS; i++) {
      if (counts[i] > 0) {
        double mean = sums[i] / counts[i];
        smooth = Double.isFinite(smooth) ? smooth + WEIGHT * (mean - smooth) : mean;
        points.add(new LiveCourse.Loss((i + 0.5) * epochs / POINTS, smooth));
      }
    }
    return points;
  }
}
