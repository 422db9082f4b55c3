package dev.graft.train.evaluation;

import dev.graft.train.evaluation.Evaluation.ClassResult;
import dev.graft.train.evaluation.Evaluation.Unscaled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Evaluations put one behind the other: counts are added up, means are weighted by images.
 *
 * @param folds at least one, all of the same classes
 */
record Pooling(List<Evaluation> folds) {

  Evaluation evaluation() {
    Confusion confusion = confusion();
    List<Integer> labels = all(Evaluation::labels);
    List<Integer> predictions = all(Evaluation::predictions);
    List<Double> confidences = all(Evaluation::confidences);
    return new Evaluation(
        folds.get(0).split(),
        confusion.accuracy(),
        confusion.correct(),
        confusion.total(),
        confusion.macroF1(),
        mean(Evaluation::topFive),
        mean(Evaluation::logLoss),
        mean(Evaluation::brier),
        calibrationError(labels, predictions, confidences),
        temperature(),
        new Unscaled(
            mean(e -> e.unscaled().logLoss()),
            mean(e -> e.unscaled().brier()),
            mean(e -> e.unscaled().calibrationError())),
        perClass(confusion),
        confusion,
        labels,
        predictions,
        confidences,
        ranking());
  }

  /**
   * Each fold's areas for itself; one whose images are of one class ranks nothing. The others then
   * stand for all: their parts lie around the mean as far as makes it the figure of so few images.
   */
  private List<Double> ranking() {
    List<Evaluation> ranked = folds.stream().filter(e -> !isOfOneClass(e)).toList();
    List<Double> parts = new Pooling(ranked).all(Evaluation::ranking);
    if (parts.isEmpty() || ranked.size() == folds.size()) {
      return parts;
    }
    double area = parts.stream().mapToDouble(part -> part).average().orElseThrow();
    int images = folds.stream().mapToInt(Evaluation::total).sum();
    double weight = (double) images / parts.size();
    return folds.stream()
        .flatMap(
            e ->
                isOfOneClass(e)
                    ? Collections.nCopies(e.total(), area).stream()
                    : e.ranking().stream().map(part -> area + weight * (part - area)))
        .toList();
  }

  private static boolean isOfOneClass(Evaluation fold) {
    return fold.labels().stream().distinct().count() < 2;
  }

  /** The mean of what each classifier has, with the error of such a one. */
  private Temperature temperature() {
    return new Temperature(
        mean(e -> e.temperature().value()),
        mean(e -> e.temperature().standardError()),
        (int) Math.round(mean(e -> e.temperature().images())),
        Temperature.Source.MEAN_OF_FOLDS);
  }

  private double calibrationError(
      List<Integer> labels, List<Integer> predictions, List<Double> confidences) {
    if (confidences.isEmpty()) {
      return mean(Evaluation::calibrationError); // all that is known
    }
    return Reliability.of(
            IntStream.range(0, confidences.size())
                .mapToObj(i -> predictions.get(i).equals(labels.get(i)))
                .toList(),
            confidences)
        .error();
  }

  private Confusion confusion() {
    int classes = folds.get(0).confusion().classes();
    var counts = new ArrayList<List<Integer>>();
    for (int t = 0; t < classes; t++) {
      int label = t;
      counts.add(
          IntStream.range(0, classes)
              .mapToObj(
                  p -> folds.stream().mapToInt(e -> e.confusion().counts().get(label).get(p)).sum())
              .toList());
    }
    return new Confusion(counts);
  }

  private List<ClassResult> perClass(Confusion confusion) {
    List<ClassResult> names = folds.get(0).perClass();
    return IntStream.range(0, names.size())
        .mapToObj(
            k ->
                new ClassResult(
                    names.get(k).name(),
                    confusion.support(k),
                    confusion.precision(k),
                    confusion.recall(k),
                    confusion.f1(k)))
        .toList();
  }

  private double mean(ToDoubleFunction<Evaluation> figure) {
    int images = folds.stream().mapToInt(Evaluation::total).sum();
    return folds.stream().mapToDouble(e -> figure.applyAsDouble(e) * e.total()).sum() / images;
  }

  /** What every fold kept, in their order; nothing where one kept nothing. */
  private <T> List<T> all(Function<Evaluation, List<T>> what) {
    boolean kept = folds.stream().noneMatch(e -> what.apply(e).isEmpty());
    return kept ? folds.stream().flatMap(e -> what.apply(e).stream()).toList() : List.of();
  }
}
