package dev.graft.app.report;

import dev.graft.app.report.json.Records;
import dev.graft.train.evaluation.Confusion;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Temperature;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Evaluations of what was never shown an image. */
public final class Guesses {

  private Guesses() {}

  /** About so many are right; the surer the likelier. */
  public static Evaluation evaluation(double accuracy, long seed) {
    return evaluation(Records.IMAGES, accuracy, seed);
  }

  /** The same of so many images. */
  static Evaluation evaluation(int images, double accuracy, long seed) {
    var random = new SplittableRandom(seed);
    int classes = Records.CLASSES.size();
    List<Integer> labels = IntStream.range(0, images).mapToObj(i -> i % classes).toList();
    var predictions = new ArrayList<Integer>();
    var confidences = new ArrayList<Double>();
    for (int label : labels) {
      double sure = 0.3 + 0.7 * random.nextDouble();
      boolean right = random.nextDouble() < accuracy * (0.8 + 0.3 * sure);
      predictions.add(right ? label : (label + 1 + random.nextInt(2)) % classes);
      confidences.add(sure);
    }
    return of(Records.CLASSES, labels, predictions, confidences);
  }

  /** Of images with these labels, and what they were taken for. */
  public static Evaluation of(
      List<String> names,
      List<Integer> labels,
      List<Integer> predictions,
      List<Double> confidences) {
    return of(names, labels, predictions, confidences, List.of());
  }

  /** The same with each image's part in the AUC. */
  static Evaluation of(
      List<String> names,
      List<Integer> labels,
      List<Integer> predictions,
      List<Double> confidences,
      List<Double> ranking) {
    int classes = names.size();
    var confusion =
        Confusion.of(
            labels.stream().mapToInt(i -> i).toArray(),
            predictions.stream().mapToInt(i -> i).toArray(),
            classes);
    var perClass =
        IntStream.range(0, classes)
            .mapToObj(
                k ->
                    new Evaluation.ClassResult(
                        names.get(k),
                        confusion.support(k),
                        confusion.precision(k),
                        confusion.recall(k),
                        confusion.f1(k)))
            .toList();
    return new Evaluation(
        "test",
        confusion.accuracy(),
        confusion.correct(),
        confusion.total(),
        confusion.macroF1(),
        0.99,
        0.4,
        0.2,
        0.05,
        new Temperature(1.3, 0.21, 15),
        new Evaluation.Unscaled(0.5, 0.25, 0.1),
        perClass,
        confusion,
        labels,
        predictions,
        confidences,
        ranking);
  }
}
