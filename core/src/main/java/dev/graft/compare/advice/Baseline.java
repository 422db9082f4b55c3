package dev.graft.compare.advice;

import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.summary.Summary;
import dev.graft.train.evaluation.Confusion;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Metric;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What can be had without looking at an image.
 *
 * @param name in words: {@code always "daisy"}
 * @param value of the metric
 * @param accuracy share correctly classified
 * @param balanced mean of the classes' recalls
 * @param f1 mean of the classes' F1
 */
public record Baseline(String name, double value, double accuracy, double balanced, double f1) {

  /** On all images that were tested; empty where nothing was. */
  public static List<Baseline> of(ComparisonRecord record) {
    return Summary.widest(Summary.of(record.runs()))
        .map(test -> of(test, record.data().classNames(), record.settings().metric()))
        .orElse(List.of());
  }

  /**
   * The most frequent class of the tested images for all of them, and guessing by the classes'
   * shares, as it comes out on average.
   */
  static List<Baseline> of(Evaluation test, List<String> classNames, Metric metric) {
    Confusion confusion = test.confusion();
    double total = confusion.total();
    double[] shares =
        IntStream.range(0, confusion.classes())
            .mapToDouble(k -> confusion.support(k) / total)
            .toArray();
    int largest =
        IntStream.range(0, shares.length)
            .boxed()
            .max(Comparator.comparingDouble(k -> shares[k]))
            .orElseThrow();
    double present = IntStream.range(0, shares.length).filter(k -> shares[k] > 0).count();
    double squares =
        IntStream.range(0, shares.length).mapToDouble(k -> shares[k] * shares[k]).sum();
    double constantF1 = 2 * shares[largest] / (1 + shares[largest]) / present;
    String most = "always \"%s\"".formatted(classNames.get(largest));
    return List.of(
        of(metric, most, shares[largest], 1 / present, constantF1),
        // Label and guess are independent, so each class's F1 is about its share.
        of(metric, "guessing by the classes' shares", squares, 1 / present, 1 / present));
  }

  private static Baseline of(
      Metric metric, String name, double accuracy, double balanced, double f1) {
    double value =
        switch (metric) {
          case ACCURACY -> accuracy;
          case BALANCED -> balanced;
          case F1 -> f1;
          case AUC -> 0.5;
        };
    return new Baseline(name, value, accuracy, balanced, f1);
  }
}
