package dev.graft.train.evaluation;

import java.util.List;

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
}
