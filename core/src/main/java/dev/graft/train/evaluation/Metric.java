package dev.graft.train.evaluation;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The figure that strategies are ranked by; all are shares of which more is better. */
public enum Metric {
  /** Share of images that are correctly classified. */
  ACCURACY("accuracy", "accuracy"),
  /** Mean of the classes' recalls: every class counts alike, however many images it has. */
  BALANCED("balanced", "balanced accuracy"),
  /** Mean of the classes' F1. */
  F1("f1", "macro F1"),
  /**
   * Mean over the classes of the area under the ROC curve, one class against the rest, by its
   * probability.
   */
  AUC("auc", "AUC");

  private final String id;
  private final String phrase;

  Metric(String id, String phrase) {
    this.id = id;
    this.phrase = phrase;
  }

  /** The word users write: {@code balanced}. */
  public String id() {
    return id;
  }

  /** What sentences call it: {@code balanced accuracy}. */
  public String phrase() {
    return phrase;
  }

  /**
   * The metric of that word.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public static Metric named(String id) {
    return Arrays.stream(values())
        .filter(metric -> metric.id.equals(id.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown metric \"%s\"; known are %s"
                        .formatted(
                            id,
                            Arrays.stream(values())
                                .map(m -> m.id)
                                .collect(Collectors.joining(", ")))));
  }

  /** Whether images of small classes weigh more than those of large ones. */
  public boolean countsClassesAlike() {
    return this == BALANCED || this == F1;
  }

  /**
   * Its value on these images.
   *
   * @throws IllegalArgumentException for {@link #AUC} of an evaluation that did not keep it
   */
  public double of(Evaluation test) {
    return switch (this) {
      case ACCURACY -> test.accuracy();
      case BALANCED -> test.confusion().balancedAccuracy();
      case F1 -> test.confusion().macroF1Present();
      case AUC -> Arrays.stream(ranking(test)).average().orElseThrow();
    };
  }

  /**
   * Each image's part in it [n]: their mean is the value, and their variance over n that of the
   * value over samples of images (the influence function; for the AUC DeLong, DeLong and
   * Clarke-Pearson, 1988).
   */
  public double[] parts(Evaluation test) {
    return switch (this) {
      case ACCURACY ->
          IntStream.range(0, test.labels().size())
              .mapToDouble(i -> test.isRight(i) ? 1 : 0)
              .toArray();
      case BALANCED -> recalls(test);
      case F1 -> f1(test);
      case AUC -> ranking(test);
    };
  }

  /**
   * Whether it has a value on images of these classes: the AUC ranks one class against another.
   *
   * @param labels class of each image
   */
  public boolean isDefined(IntStream labels) {
    return this != AUC || labels.distinct().count() > 1;
  }

  private static double[] ranking(Evaluation test) {
    if (test.ranking().isEmpty()) {
      throw new IllegalArgumentException(
          "the AUC was not kept with these results: take another metric, or evaluate again");
    }
    return test.ranking().stream().mapToDouble(part -> part).toArray();
  }

  private static double[] recalls(Evaluation test) {
    Confusion confusion = test.confusion();
    double value = confusion.balancedAccuracy();
    long present = confusion.present().count();
    return IntStream.range(0, test.labels().size())
        .mapToDouble(
            i -> {
              int k = test.labels().get(i);
              double weight = (double) test.labels().size() / confusion.support(k) / present;
              return value + weight * ((test.isRight(i) ? 1 : 0) - confusion.recall(k));
            })
        .toArray();
  }

  private static double[] f1(Evaluation test) {
    Confusion confusion = test.confusion();
    int n = test.labels().size();
    double value = confusion.macroF1Present();
    long present = confusion.present().count();
    double[] parts = new double[n];
    for (int i = 0; i < n; i++) {
      int label = test.labels().get(i);
      int taken = test.predictions().get(i);
      double own = share(confusion, label, n) * ((taken == label ? 2 : 0) - confusion.f1(label));
      double other = share(confusion, taken, n) * -confusion.f1(taken);
      parts[i] = value + (own + other) / present;
    }
    return parts;
  }

  /** What one image more weighs in the F1 of class k; nothing where the class has no image. */
  private static double share(Confusion confusion, int k, int n) {
    return confusion.support(k) == 0
        ? 0
        : (double) n / (confusion.support(k) + confusion.predicted(k));
  }
}
