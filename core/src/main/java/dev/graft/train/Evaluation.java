package dev.graft.train;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How well a classifier does on labelled images.
 *
 * @param split which images: "validation", "test", or what the caller named
 * @param topFive share of cases whose label is among the five best scores
 * @param logLoss mean negative log-likelihood, natural logarithm
 * @param calibrationError expected calibration error, 15 bins
 * @param temperature that logits were divided by for these figures; 1 where the network's own
 *     probabilities are taken
 * @param unscaled what the figures would be without it
 * @param labels class of each image, in the split's order
 * @param predictions predicted class of each image, in the split's order
 * @param confidences probability of the predicted class of each image, in the split's order; empty
 *     in records of versions that did not keep it
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
    double temperature,
    Unscaled unscaled,
    List<ClassResult> perClass,
    Confusion confusion,
    List<Integer> labels,
    List<Integer> predictions,
    List<Double> confidences) {

  /** One class's share: how many images it has, and how well they were told. */
  public record ClassResult(String name, int support, double precision, double recall, double f1) {}

  /** Of the network's own probabilities: the figures that a temperature changes. */
  public record Unscaled(double logLoss, double brier, double calibrationError) {}

  public Evaluation {
    perClass = List.copyOf(perClass);
    labels = List.copyOf(labels);
    predictions = List.copyOf(predictions);
    confidences = List.copyOf(confidences);
    if (!confidences.isEmpty() && confidences.size() != labels.size()) {
      throw new IllegalArgumentException(
          confidences.size() + " confidences for " + labels.size() + " images");
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
  static Evaluation of(
      String split,
      List<String> classNames,
      Scores own,
      Scores scores,
      double temperature,
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
        scores.confidences());
  }
}
