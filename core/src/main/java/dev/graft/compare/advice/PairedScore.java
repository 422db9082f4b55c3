package dev.graft.compare.advice;

import dev.graft.compare.summary.Interval;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The difference of two accuracies on the same images, and what the chance of images leaves open:
 * Tango's score interval for paired shares (1998, "Equivalence test and confidence interval for the
 * difference in proportions for the paired-sample design") with Laud's corrections (2017,
 * "Equal-tailed confidence intervals for comparison of rates") for skewness, for the variance of
 * few images and, by an eighth of an image, for counts being steps.
 *
 * <p>Several seeds see the same images again. They count as so many images with one seed as would
 * give a difference of the same variance.
 *
 * @param onlyFirst so many of {@code images} only the first gets right
 * @param onlySecond so many only the second
 * @param images with one seed those of the test split; with more at least as many, at most times
 *     the number of seeds
 */
public record PairedScore(double onlyFirst, double onlySecond, double images)
    implements ImageChance {

  /** Of the parts of an image that keep 94 % and more at all sizes, the smallest. */
  private static final double STEP = 0.125;

  /** Images of unknown kind, so that seeds do not multiply what a single image shows. */
  private static final double UNSEEN = 0.5;

  /** Halvings of the widest interval: below the last digit of any share. */
  private static final int HALVINGS = 50;

  public PairedScore {
    if (!(onlyFirst >= 0 && onlySecond >= 0 && images >= 1)
        || onlyFirst + onlySecond > images * (1 + 1e-9)) {
      throw new IllegalArgumentException(
          "%s and %s images that only one gets right, of %s: need neither below 0, and no more than all"
              .formatted(onlyFirst, onlySecond, images));
    }
  }

  /**
   * Of a first and a second candidate's answers.
   *
   * @param seeds for each, by image: 1 where only the first is right, -1 where only the second is,
   *     0 elsewhere
   */
  static PairedScore of(List<byte[]> seeds) {
    int images = seeds.get(0).length;
    double onlyFirst = 0;
    double onlySecond = 0;
    double squares = 0;
    for (int i = 0; i < images; i++) {
      double sum = 0;
      for (byte[] seed : seeds) {
        onlyFirst += seed[i] > 0 ? 1 : 0;
        onlySecond += seed[i] < 0 ? 1 : 0;
        sum += seed[i];
      }
      squares += sum * sum;
    }
    int s = seeds.size();
    double first = onlyFirst / s;
    double second = onlySecond / s;
    double ofMean = (first - second) * (first - second) / images;
    double ofOneSeed = first + second - ofMean;
    double ofAll = squares / s / s - ofMean;
    double factor = Math.max(1, Math.min(s, (ofOneSeed + UNSEEN) / (ofAll + UNSEEN)));
    return new PairedScore(factor * first, factor * second, factor * images);
  }

  @Override
  public double difference() {
    return (onlyFirst - onlySecond) / images;
  }

  @Override
  public Interval interval(double missed) {
    double z = Difference.normal(missed);
    return new Interval(low(z), -turned().low(z));
  }

  private PairedScore turned() {
    return new PairedScore(/* onlyFirst= */ onlySecond, /* onlySecond= */ onlyFirst, images);
  }

  /**
   * The lowest true difference that what was seen lies no more than {@code z} standard errors
   * above.
   */
  private double low(double z) {
    if (images <= 1) {
      return -1;
    }
    // The corrected equation may have a second solution close to the difference, but none below
    // where the uncorrected one is half as strict.
    double within =
        lastAbove(difference(), d -> excess(d) - z / 2 * Math.sqrt(images * under(d).variance));
    double unbiased = images / (images - 1);
    return lastAbove(
        within,
        d -> {
          Moments under = under(d);
          return excess(d)
              - STEP
              - (z * z - 1) / 6 * under.skew
              - z * Math.sqrt(images * under.variance * unbiased);
        });
  }

  private double excess(double d) {
    return onlyFirst - onlySecond - images * d;
  }

  /** Where {@code function}, positive at first, ends to be so between -1 and {@code high}. */
  private static double lastAbove(double high, DoubleUnaryOperator function) {
    double from = -1;
    double to = high;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (from + to) / 2;
      if (function.applyAsDouble(middle) > 0) {
        from = middle;
      } else {
        to = middle;
      }
    }
    return (from + to) / 2;
  }

  /**
   * Of one image's difference.
   *
   * @param skew third central moment over the variance
   */
  private record Moments(double variance, double skew) {}

  /** If the true difference is {@code d}, with the likeliest share of discordant images. */
  private Moments under(double d) {
    double b = (2 * images - onlyFirst + onlySecond) * d - onlyFirst - onlySecond;
    double root = Math.sqrt(Math.max(0, b * b + 8 * images * onlySecond * d * (1 - d)));
    double second = Math.max((root - b) / (4 * images), Math.max(0, -d));
    double either = 2 * second + d;
    double variance = either - d * d;
    return variance < 1e-13
        ? new Moments(0, 0)
        : new Moments(variance, (d - 3 * d * either + 2 * d * d * d) / variance);
  }
}
