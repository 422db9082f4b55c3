package dev.graft.train.evaluation;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How well a classifier does on labelled images.
 *
 * @param split which images: "validation", "test", or what the caller named
 * @param topFive share of cases whose label is among the five best scores
 * @param logLoss mean negative log-likelihood, natural logarithm
 * @param calibrationError expected calibration error, 15 bins
 * @param temperature that logits were divided by for these figures; {@link Temperature#NONE} where
 *     the network's own probabilities are taken
 * @param unscaled what the figures would be without it
 * @param labels class of each image, in the split's order
 * @param predictions predicted class of each image, in the split's order
 * @param confidences probability of the predicted class of each image, in the split's order; empty
 *     in records of versions that did not keep it
 * @param ranking part of each image in the AUC, as {@link Metric#parts} says, in the split's order;
 *     empty in records of versions that did not keep it
 */
public record Evaluation(
    String split,
    double accuracy,
    int correct,
    int total,
    double macroF1,
    double topFive,
    double logLoss,
    double brier,
    double calibrationError,
    Temperature temperature,
    Unscaled unscaled,
    List<ClassResult> perClass,
    Confusion confusion,
    List<Integer> labels,
    List<Integer> predictions,
    List<Double> confidences,
    List<Double> ranking) {

  /** One class's share: how many images it has, and how well they were told. */
  public record ClassResult(String name, int support, double precision, double recall, double f1) {}

  /** Of the network's own probabilities: the figures that a temperature changes. */
  public record Unscaled(double logLoss, double brier, double calibrationError) {}

  public Evaluation {
    perClass = List.copyOf(perClass);
    labels = List.copyOf(labels);
    predictions = List.copyOf(predictions);
    confidences = List.copyOf(confidences);
    ranking = List.copyOf(ranking);
    if (!confidences.isEmpty() && confidences.size() != labels.size()) {
      throw new IllegalArgumentException(
          confidences.size() + " confidences for " + labels.size() + " images");
    }
    if (!ranking.isEmpty() && ranking.size() != labels.size()) {
      throw new IllegalArgumentException(
          ranking.size() + " parts of the AUC for " + labels.size() + " images");
    }
  }

  /** Whether image {@code i} was taken for what it is. */
  public boolean isRight(int i) {
    return predictions.get(i).equals(labels.get(i));
  }

  /** Confidences beside what came true; empty bins where none were kept. */
  public Reliability reliability() {
    return Reliability.of(
        IntStream.range(0, confidences.size()).mapToObj(this::isRight).toList(), confidences);
  }

  /**
   * The evaluation on a split of that name.
   *
   * @param own scores as the network gives them
   * @param scores the same, divided by {@code temperature}
   */
  public static Evaluation of(
      String split,
      List<String> classNames,
      Scores own,
      Scores scores,
      Temperature temperature,
      int[] labels) {
    int[] predictions = scores.predictions();
    var confusion = Confusion.of(labels, predictions, classNames.size());
    var perClass =
        IntStream.range(0, classNames.size())
            .mapToObj(
                k ->
                    new ClassResult(
                        classNames.get(k),
                        confusion.support(k),
                        confusion.precision(k),
                        confusion.recall(k),
                        confusion.f1(k)))
            .toList();
    return new Evaluation(
        split,
        confusion.accuracy(),
        confusion.correct(),
        confusion.total(),
        confusion.macroF1(),
        (double) scores.topFiveCorrect() / labels.length,
        scores.negativeLogLikelihood(),
        scores.brier(),
        scores.calibrationError(),
        temperature,
        new Unscaled(own.negativeLogLikelihood(), own.brier(), own.calibrationError()),
        perClass,
        confusion,
        IntStream.of(labels).boxed().toList(),
        IntStream.of(predictions).boxed().toList(),
        scores.confidences(),
        scores.rankingParts());
  }

  /**
   * One evaluation of images that several classifiers were evaluated on, each on images of its own:
   * what cross-validation says. Means are weighted by images; the temperature is their mean.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Evaluation pooled(List<Evaluation> folds) {
    if (folds.isEmpty()) {
      throw new IllegalArgumentException("no evaluation to pool");
    }
    return folds.size() == 1 ? folds.get(0) : new Pooling(folds).evaluation();
  }
}
