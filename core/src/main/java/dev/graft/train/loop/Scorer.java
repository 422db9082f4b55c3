package dev.graft.train.loop;

import dev.graft.torch.tensors.Tensor;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Scores;
import dev.graft.train.evaluation.Temperature;
import dev.graft.train.features.Interruption;
import dev.graft.train.record.Event;
import dev.graft.train.record.TrainingDivergedException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** Gathers logits batch by batch and tells how far it is. */
public final class Scorer {

  private final double[][] scores;
  private final int[] labels;
  private final Event.Work work;
  private final int epoch;
  private final Consumer<Event> events;
  private int count;

  public Scorer(int images, Event.Work work, int epoch, Consumer<Event> events) {
    this.scores = new double[images][];
    this.labels = new int[images];
    this.work = work;
    this.epoch = epoch;
    this.events = events;
  }

  /** Takes logits [N, K] of images with these labels. */
  public void add(Tensor logits, int[] batchLabels) {
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
   * All scores, once all images were added.
   *
   * @throws TrainingDivergedException if one is no number
   */
  public Scores scores(String split) {
    if (count != labels.length) {
      throw new IllegalStateException(count + " of " + labels.length + " images were scored");
    }
    var all = new Scores(scores, labels);
    if (!Double.isFinite(all.negativeLogLikelihood())) {
      throw new TrainingDivergedException("on the " + split + " images");
    }
    return all;
  }

  /**
   * The evaluation of all images, once all were added.
   *
   * @param temperature that scores are divided by
   * @param views of each image, which were added one after the other
   * @throws TrainingDivergedException if a score is no number
   */
  public Evaluation evaluation(
      String split, List<String> classNames, Temperature temperature, int views) {
    Scores own = scores(split);
    Scores scaled = own.divided(temperature.value()).meanOfViews(views);
    int[] each = new int[labels.length / views];
    for (int i = 0; i < each.length; i++) {
      each[i] = labels[i * views];
    }
    return Evaluation.of(split, classNames, own.meanOfViews(views), scaled, temperature, each);
  }
}
