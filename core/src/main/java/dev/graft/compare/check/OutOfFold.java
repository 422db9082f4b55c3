package dev.graft.compare.check;

import dev.graft.torch.compute.LogisticRegression.Solution;
import dev.graft.train.evaluation.Scores;
import dev.graft.train.features.FrozenFeatures;
import dev.graft.train.features.HeadFit;
import dev.graft.train.features.Interruption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What a head says of each image that was fitted to the images of the other folds alone, so that no
 * image vouches for its own label.
 */
public final class OutOfFold {

  /** Shares of the images; in each all classes stand as they do in the whole. */
  public static final int FOLDS = 5;

  /** From strong to weak, for features of mean square 1. */
  private static final List<Double> PENALTIES = List.of(1.0, 0.1, 0.01, 0.001);

  /** Of the gradient: probabilities change in their third digit after that, and time doubles. */
  private static final double TOLERANCE = 1e-3;

  private final double[][] probabilities;
  private final int[] labels;

  private OutOfFold(double[][] probabilities, int[] labels) {
    this.probabilities = probabilities;
    this.labels = labels;
  }

  /**
   * Fits a head for each fold, with the one penalty whose log loss over all images, each judged out
   * of its fold, is the smallest.
   *
   * @param seed of the folds
   * @throws IllegalArgumentException if there are fewer images than folds
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public static OutOfFold of(FrozenFeatures features, long seed) {
    HeadFit.Rows all = features.asRows();
    int[] folds = folds(all.labels(), features.classes(), seed);
    double scale = all.scale();
    var fit = new HeadFit(features.classes());
    var judged = new ArrayList<double[][]>();
    PENALTIES.forEach(penalty -> judged.add(new double[folds.length][]));
    for (int fold = 0; fold < FOLDS; fold++) {
      Interruption.check();
      int[] inside = positions(folds, fold, true);
      List<Solution> path =
          fit.path(all.rows(positions(folds, fold, false)), scale, PENALTIES, TOLERANCE);
      for (int i = 0; i < path.size(); i++) {
        double[][] rows = fit.scores(path.get(i), all.rows(inside)).rows();
        for (int j = 0; j < inside.length; j++) {
          judged.get(i)[inside[j]] = rows[j];
        }
      }
    }
    Scores best =
        judged.stream()
            .map(rows -> new Scores(rows, all.labels()))
            .min(Comparator.comparingDouble(Scores::negativeLogLikelihood))
            .orElseThrow();
    double[][] probabilities =
        Arrays.stream(best.rows()).map(Scores::probabilities).toArray(double[][]::new);
    return new OutOfFold(probabilities, all.labels());
  }

  /** The fold of each image: class by class, shuffled, dealt out in turn. */
  private static int[] folds(int[] labels, int classes, long seed) {
    if (labels.length < FOLDS) {
      throw new IllegalArgumentException(
          "%d folds need as many images, got %d".formatted(FOLDS, labels.length));
    }
    int[] folds = new int[labels.length];
    int dealt = 0;
    for (int k = 0; k < classes; k++) {
      int label = k;
      var own = new ArrayList<Integer>();
      IntStream.range(0, labels.length).filter(i -> labels[i] == label).forEach(own::add);
      Collections.shuffle(own, new Random(seed * 31 + k));
      for (int i : own) {
        folds[i] = dealt++ % FOLDS;
      }
    }
    return folds;
  }

  private static int[] positions(int[] folds, int fold, boolean inside) {
    return IntStream.range(0, folds.length).filter(i -> (folds[i] == fold) == inside).toArray();
  }

  /** Number of images, n. */
  public int size() {
    return labels.length;
  }

  /** The label of image {@code i} as it was given. */
  public int label(int i) {
    return labels[i];
  }

  /** Probability of each class for image {@code i} [K]; a copy. */
  public double[] probabilities(int i) {
    return probabilities[i].clone();
  }

  /** Share of images whose most probable class is their label. */
  public double accuracy() {
    return new Scores(probabilities, labels).accuracy();
  }
}
