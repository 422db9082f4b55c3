package dev.graft.train;

import dev.graft.torch.Tensor;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** Gathers logits batch by batch and tells how far it is. */
final class Scorer {

  private final double[][] scores;
  private final int[] labels;
  private final Event.Work work;
  private final int epoch;
  private final Consumer<Event> events;
  private int count;

  Scorer(int images, Event.Work work, int epoch, Consumer<Event> events) {
    this.scores = new double[images][];
    this.labels = new int[images];
    this.work = work;
    this.epoch = epoch;
    this.events = events;
  }

  /** Takes logits [N, K] of images with these labels. */
  void add(Tensor logits, int[] batchLabels) {
    double[] flat = logits.doubles();
    int classes = flat.length / batchLabels.length;
    for (int i = 0; i < batchLabels.length; i++) {
      scores[count] = java.util.Arrays.copyOfRange(flat, i * classes, (i + 1) * classes);
      labels[count] = batchLabels[i];
      count++;
    }
    events.accept(new Event.Progress(work, epoch, count, labels.length, OptionalDouble.empty()));
    Interruption.check();
  }

  /**
   * The evaluation of all images, once all were added.
   *
   * @throws TrainingDivergedException if a score is no number
   */
  Evaluation evaluation(String split, List<String> classNames) {
    if (count != labels.length) {
      throw new IllegalStateException(count + " of " + labels.length + " images were scored");
    }
    Evaluation evaluation = Evaluation.of(split, classNames, new Scores(scores, labels), labels);
    if (!Double.isFinite(evaluation.logLoss())) {
      throw new TrainingDivergedException("on the " + split + " images");
    }
    return evaluation;
  }
}
