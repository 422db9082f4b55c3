package dev.graft.compare.curve;

import dev.graft.compare.advice.NormalChance;
import dev.graft.compare.summary.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * All trainings of one candidate on subsets of one size, over its seeds: a row of the table.
 *
 * @param points at least one, all with the same label, size and number of test images
 */
public record CurveLevel(List<CurvePoint> points) {

  private static final double MISSED = 0.05;

  public CurveLevel {
    points = List.copyOf(points);
  }

  /** Training images. */
  public int size() {
    return points.get(0).size();
  }

  /** Number of test images. */
  public int testImages() {
    return points.get(0).testImages();
  }

  /** Mean accuracy over the seeds. */
  public double accuracy() {
    return points.stream().mapToDouble(CurvePoint::accuracy).average().orElseThrow();
  }

  /** Mean over the seeds of the metric that the curve is about. */
  public double value() {
    return points.stream().mapToDouble(CurvePoint::value).average().orElseThrow();
  }

  /** Whether that is the accuracy. */
  boolean isOfAccuracy() {
    return points.get(0).parts().isEmpty();
  }

  /**
   * The 95 % interval at {@link #value}, for these test images: several seeds do not make more of
   * them. Wilson's of an accuracy, Student's by the images' parts of another metric.
   */
  public Interval interval() {
    if (isOfAccuracy()) {
      return Interval.wilson((int) Math.round(accuracy() * testImages()), testImages());
    }
    var chance = new NormalChance(value(), Math.sqrt(imageVariance()), testImages() - 1.0);
    Interval interval = chance.interval(MISSED);
    return new Interval(Math.max(0, interval.low()), interval.high());
  }

  /** Variance of a run's value over samples of test images; that of one image's part at least. */
  double imageVariance() {
    int n = testImages();
    double variance = points.stream().mapToDouble(CurveLevel::variance).average().orElseThrow();
    return Math.max(variance, 1.0 / n) / n;
  }

  private static double variance(CurvePoint point) {
    double[] errors = point.errors();
    double mean = Arrays.stream(errors).average().orElseThrow();
    double squares = Arrays.stream(errors).map(e -> (e - mean) * (e - mean)).sum();
    return errors.length > 1 ? squares / (errors.length - 1.0) : 0;
  }

  /** Mean seconds of a training. */
  public double seconds() {
    return points.stream().mapToDouble(CurvePoint::seconds).average().orElseThrow();
  }

  /** Sample standard deviation of the values; empty for a single seed. */
  public OptionalDouble spread() {
    if (points.size() < 2) {
      return OptionalDouble.empty();
    }
    double mean = value();
    double squares = points.stream().mapToDouble(p -> Math.pow(p.value() - mean, 2)).sum();
    return OptionalDouble.of(Math.sqrt(squares / (points.size() - 1)));
  }

  /**
   * Variance that runs on one set of test images have because each goes wrong on images of its own:
   * half the mean square by which two of them differ on an image, over the number of images. It is
   * part of the variance of images. 0 for a single run.
   */
  double ownImagesVariance() {
    int runs = points.size();
    if (runs < 2) {
      return 0;
    }
    double[] sums = new double[testImages()];
    double[] squares = new double[sums.length];
    for (CurvePoint point : points) {
      double[] errors = point.errors();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += errors[i];
        squares[i] += errors[i] * errors[i];
      }
    }
    double differing = 0; // over all pairs of runs
    for (int i = 0; i < sums.length; i++) {
      differing += runs * squares[i] - sums[i] * sums[i];
    }
    double share = 2.0 * differing / ((long) runs * (runs - 1)) / testImages();
    return share / 2 / testImages();
  }
}
