package dev.graft.train.features;

import dev.graft.data.batch.EpochPlan;
import dev.graft.data.batch.Sample;
import dev.graft.data.loading.View;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.compute.LogisticRegression;
import dev.graft.torch.compute.LogisticRegression.Solution;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import dev.graft.train.evaluation.Metric;
import dev.graft.train.evaluation.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A head fitted to frozen features to the end: multinomial logistic regression, whose L2 penalty is
 * the one of a path with the smallest log loss on images it was not fitted to, of the kind that the
 * metric asks for.
 */
public final class HeadFit {

  /** From strong to weak, half a power of ten apart, for features of mean square 1. */
  private static final List<Double> PENALTIES =
      IntStream.rangeClosed(0, 12).mapToObj(i -> Math.pow(10, -i / 2.0)).toList();

  /** Of the gradient; accuracies stop changing long before. */
  private static final double TOLERANCE = 1e-5;

  /** Without validation images, each so many-th training image chooses the penalty. */
  private static final int HELD_OUT = 5;

  private final int classes;
  private final List<Double> classWeights;
  private final Metric metric;

  /** For accuracy, whose images all count alike. */
  public HeadFit(int classes) {
    this(classes, List.of(), Metric.ACCURACY);
  }

  /**
   * With a weight for each class, or none.
   *
   * @param metric what is to be good in the end, and so by what log loss penalties are judged
   */
  public HeadFit(int classes, List<Double> classWeights, Metric metric) {
    this.classes = classes;
    this.classWeights = classWeights;
    this.metric = metric;
  }

  /** Features of images [n, d] and their labels [n]. */
  public static final class Rows {

    private final float[][] features;
    private final int[] labels;

    /** Takes both over. */
    public Rows(float[][] features, int[] labels) {
      this.features = features;
      this.labels = labels;
    }

    public float[][] features() {
      return features;
    }

    public int[] labels() {
      return labels;
    }

    /**
     * What {@code prefix} makes of {@code views} of all images, in order.
     *
     * @param seen is told how many images are done
     */
    public static Rows of(
        Prefix prefix, ImageSource images, int batchSize, List<View> views, IntConsumer seen) {
      return of(
          prefix,
          EpochPlan.inOrder(images.size(), batchSize, views),
          rows -> seen.accept(rows / views.size()));
    }

    /**
     * What {@code prefix} makes of these batches, in order.
     *
     * @param seen is told how many rows are done
     */
    static Rows of(Prefix prefix, List<List<Sample>> batches, IntConsumer seen) {
      var features = new ArrayList<float[]>();
      int[] labels = new int[batches.stream().mapToInt(List::size).sum()];
      prefix.forEach(
          batches,
          (input, batch) -> {
            float[] flat = input.floats();
            int width = flat.length / batch.length;
            for (int i = 0; i < batch.length; i++) {
              labels[features.size()] = batch[i];
              features.add(Arrays.copyOfRange(flat, i * width, (i + 1) * width));
            }
            seen.accept(features.size());
            Interruption.check();
          });
      return new Rows(features.toArray(float[][]::new), labels);
    }

    /** Those whose image is held out, or the others; an image has {@code views} rows. */
    private Rows part(int views, boolean heldOut) {
      return rows(
          IntStream.range(0, labels.length)
              .filter(i -> (i / views % HELD_OUT == 0) == heldOut)
              .toArray());
    }

    /** Those in the positions {@code chosen}. */
    public Rows rows(int[] chosen) {
      return new Rows(
          Arrays.stream(chosen).mapToObj(i -> features[i]).toArray(float[][]::new),
          Arrays.stream(chosen).map(i -> labels[i]).toArray());
    }

    /** Mean of each feature. */
    private double[] mean() {
      double[] mean = new double[features[0].length];
      for (float[] row : features) {
        for (int j = 0; j < mean.length; j++) {
          mean[j] += (double) row[j] / features.length;
        }
      }
      return mean;
    }

    /** Square root of the mean square of all features. */
    public double scale() {
      double sum = 0;
      for (float[] row : features) {
        for (float value : row) {
          sum += (double) value * value;
        }
      }
      double mean = sum / features.length / features[0].length;
      return mean > 0 ? Math.sqrt(mean) : 1;
    }
  }

  /**
   * The head for {@code train}, with weights for the features as they are.
   *
   * @param views rows of each image, one after the other
   * @param validation images that may choose the penalty
   */
  public Solution fit(Rows train, int views, Optional<Rows> validation) {
    double scale = train.scale();
    // The bias knows no penalty, so the minimum is the same, and found ten times as soon.
    double[] centre = train.mean();
    Optional<Rows> judges =
        validation.or(
            () ->
                train.labels.length / views < 2 * HELD_OUT
                    ? Optional.empty()
                    : Optional.of(train.part(views, true)));
    Rows fitted = validation.isPresent() || judges.isEmpty() ? train : train.part(views, false);
    if (judges.isEmpty()) {
      List<Double> half = PENALTIES.subList(0, PENALTIES.size() / 2 + 1);
      return last(path(train, scale, centre, half, TOLERANCE, solution -> 0))
          .forFeatures(scale, centre);
    }
    List<Solution> path =
        path(
            fitted,
            scale,
            centre,
            PENALTIES,
            TOLERANCE,
            s -> scores(s.forFeatures(scale, centre), judges.get()).loss(metric));
    int best = best(path, judges.get(), scale, centre);
    if (fitted == train) {
      return path.get(best).forFeatures(scale, centre);
    }
    return last(path(
            train, scale, centre, PENALTIES.subList(0, best + 1), TOLERANCE, solution -> 0))
        .forFeatures(scale, centre);
  }

  private static Solution last(List<Solution> path) {
    return path.get(path.size() - 1);
  }

  /** For features as they are, a solution with each of {@code penalties}. */
  public List<Solution> path(Rows rows, double scale, List<Double> penalties, double tolerance) {
    double[] centre = rows.mean();
    return path(rows, scale, centre, penalties, tolerance, solution -> 0).stream()
        .map(solution -> solution.forFeatures(scale, centre))
        .toList();
  }

  /** Ends where {@code loss} has risen twice: what follows is only weaker and slower. */
  private List<Solution> path(
      Rows rows,
      double scale,
      double[] centre,
      List<Double> penalties,
      double tolerance,
      ToDoubleFunction<Solution> loss) {
    int width = rows.features[0].length;
    double[] flat = new double[Math.multiplyExact(rows.labels.length, width)];
    for (int i = 0; i < rows.labels.length; i++) {
      for (int j = 0; j < width; j++) {
        flat[i * width + j] = (rows.features[i][j] - centre[j]) / scale;
      }
    }
    var losses = new ArrayList<Double>();
    try (var scope = Scope.withoutGradients()) {
      Tensor features = Tensor.of(flat, rows.labels.length, width);
      return LogisticRegression.path(
          features,
          rows.labels,
          classes,
          classWeights,
          penalties,
          tolerance,
          solutions -> {
            losses.add(loss.applyAsDouble(last(solutions)));
            int n = losses.size();
            return n < 3
                || losses.get(n - 1) <= losses.get(n - 2)
                || losses.get(n - 2) <= losses.get(n - 3);
          });
    }
  }

  private int best(List<Solution> path, Rows judges, double scale, double[] centre) {
    List<Double> losses =
        path.stream().map(s -> scores(s.forFeatures(scale, centre), judges).loss(metric)).toList();
    return IntStream.range(0, path.size())
        .boxed()
        .min(Comparator.comparingDouble(losses::get))
        .orElseThrow();
  }

  /** What the head that {@code solution} is says of {@code rows}. */
  public Scores scores(Solution solution, Rows rows) {
    double[] weight = solution.weight();
    double[][] scores = new double[rows.labels.length][];
    for (int i = 0; i < scores.length; i++) {
      float[] row = rows.features[i];
      double[] logits = solution.bias();
      for (int k = 0; k < classes; k++) {
        for (int j = 0; j < row.length; j++) {
          logits[k] += weight[k * row.length + j] * row[j];
        }
      }
      scores[i] = logits;
    }
    return new Scores(scores, rows.labels);
  }
}
