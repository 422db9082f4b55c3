package dev.graft.compare.curve;

import dev.graft.compare.summary.Interval;
import java.util.Arrays;
import java.util.List;

/**
 * One training of a learning curve, and how well its classifier does on the test images.
 *
 * @param size training images
 * @param label of the candidate
 * @param seed of the subset, the order, the views and the head's first weights
 * @param epochs passes over the images in phases that learn by steps; 0 for a head that is fitted
 * @param steps batches in these passes
 * @param testImages how many it was tested on
 * @param wrong positions in the test split of those that it took for another class, ascending
 * @param parts each test image's part in the metric that the curve is about ({@link
 *     dev.graft.train.evaluation.Metric#parts}), in the split's order; empty where that is accuracy
 * @param seconds from the first image to the trained classifier
 * @param foundFeatures whether some frozen stages' outputs were there: the time is not its own
 */
public record CurvePoint(
    int size,
    String label,
    long seed,
    int epochs,
    int steps,
    int testImages,
    List<Integer> wrong,
    List<Double> parts,
    double seconds,
    boolean foundFeatures) {

  public CurvePoint {
    wrong = List.copyOf(wrong);
    parts = List.copyOf(parts);
    if (size < 1 || testImages < 1) {
      throw new IllegalArgumentException(
          "a point has training and test images, got %d and %d".formatted(size, testImages));
    }
    if (wrong.size() > testImages) {
      throw new IllegalArgumentException(
          "%d of %d test images cannot be wrong".formatted(wrong.size(), testImages));
    }
    if (!parts.isEmpty() && parts.size() != testImages) {
      throw new IllegalArgumentException(
          "%d parts of a metric for %d test images".formatted(parts.size(), testImages));
    }
  }

  /** Test images that it got right. */
  public int correct() {
    return testImages - wrong.size();
  }

  /** Share of the test images that it got right. */
  public double accuracy() {
    return (double) correct() / testImages;
  }

  /** Wilson's 95 % interval for that share. */
  public Interval interval() {
    return Interval.wilson(correct(), testImages);
  }

  /** The metric that the curve is about: the accuracy, or the mean of the parts. */
  public double value() {
    return parts.isEmpty()
        ? accuracy()
        : parts.stream().mapToDouble(part -> part).average().orElseThrow();
  }

  /** Each test image's part in one minus the metric: of an accuracy 1 where it is wrong, else 0. */
  double[] errors() {
    double[] errors = new double[testImages];
    if (parts.isEmpty()) {
      wrong.forEach(image -> errors[image] = 1);
    } else {
      Arrays.setAll(errors, i -> 1 - parts.get(i));
    }
    return errors;
  }
}
