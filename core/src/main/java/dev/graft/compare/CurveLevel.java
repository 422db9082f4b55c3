package dev.graft.compare;

import java.util.HashMap;
import java.util.List;
import java.util.OptionalDouble;

/**
 * All trainings of one candidate on subsets of one size, over its seeds: a row of the table.
 *
 * @param points at least one, all with the same label, size and number of test images
 */
public record CurveLevel(List<CurvePoint> points) {

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

  /**
   * Wilson's 95 % interval at the mean accuracy: several seeds do not make more test images of it.
   */
  public Interval interval() {
    return Interval.wilson((int) Math.round(accuracy() * testImages()), testImages());
  }

  /** Mean seconds of a training. */
  public double seconds() {
    return points.stream().mapToDouble(CurvePoint::seconds).average().orElseThrow();
  }

  /** Sample standard deviation of the accuracies; empty for a single seed. */
  public OptionalDouble spread() {
    if (points.size() < 2) {
      return OptionalDouble.empty();
    }
    double mean = accuracy();
    double squares = points.stream().mapToDouble(p -> Math.pow(p.accuracy() - mean, 2)).sum();
    return OptionalDouble.of(Math.sqrt(squares / (points.size() - 1)));
  }

  /**
   * Variance that runs on one set of test images have because each goes wrong on images of its own:
   * half the share of images on which two of them differ, over the number of images. It is part of
   * the binomial variance. 0 for a single run.
   */
  double ownImagesVariance() {
    int runs = points.size();
    if (runs < 2) {
      return 0;
    }
    var times = new HashMap<Integer, Integer>();
    points.forEach(point -> point.wrong().forEach(image -> times.merge(image, 1, Integer::sum)));
    long differing =
        times.values().stream().mapToLong(wrong -> (long) wrong * (runs - wrong)).sum();
    double share = 2.0 * differing / ((long) runs * (runs - 1)) / testImages();
    return share / 2 / testImages();
  }
}
