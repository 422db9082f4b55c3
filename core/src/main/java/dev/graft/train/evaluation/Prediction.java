package dev.graft.train.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a classifier says of one image.
 *
 * @param label index of the most probable class
 * @param className its name
 * @param probability its softmax probability
 * @param probabilities of all classes, in the classifier's order
 */
public record Prediction(
    int label, String className, double probability, List<Double> probabilities) {

  public Prediction {
    probabilities = List.copyOf(probabilities);
  }

  /**
   * The most probable of {@code classNames}; of equals the first.
   *
   * @param p probability of each
   */
  public static Prediction of(List<String> classNames, double[] p) {
    int best = 0;
    for (int k = 1; k < p.length; k++) {
      best = p[k] > p[best] ? k : best;
    }
    return new Prediction(best, classNames.get(best), p[best], Arrays.stream(p).boxed().toList());
  }

  /**
   * A class and how probable it is.
   *
   * @param label its index
   */
  public record Ranked(int label, double probability) {}

  /**
   * The {@code k} most probable classes, or all if there are fewer, the most probable first; of
   * equals the one with the smaller index.
   *
   * @throws IllegalArgumentException if {@code k} is below 1
   */
  public List<Ranked> top(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("the most probable classes are 1 or more, got " + k);
    }
    return IntStream.range(0, probabilities.size())
        .mapToObj(i -> new Ranked(i, probabilities.get(i)))
        .sorted(Comparator.comparingDouble(Ranked::probability).reversed())
        .limit(k)
        .toList();
  }
}
