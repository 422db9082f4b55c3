package dev.graft.torch.compute;

import dev.graft.torch.tensors.CrossEntropy;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Target;
import dev.graft.torch.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.LBFGS;
import org.bytedeco.pytorch.LBFGSOptions;
import org.bytedeco.pytorch.LossClosure;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.StringOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Multinomial logistic regression with an L2 penalty, solved by libtorch's L-BFGS with a
 * strong-Wolfe line search (Liu and Nocedal, 1989): the minimum over W [K, d] and b [K] of {@code
 * mean_i -log softmax(W x_i + b)[y_i] + penalty / 2 * sum(W * W)}. The bias is not penalised.
 */
public final class LogisticRegression {

  private static final int MOST_ITERATIONS = 2000;
  private static final int HISTORY = 20;

  /** Below this nothing changes any more in the objective's type. */
  private static final double NO_CHANGE = 1e-16;

  private final org.bytedeco.pytorch.Tensor features;
  private final org.bytedeco.pytorch.Tensor labels;
  private final org.bytedeco.pytorch.Tensor weight;
  private final org.bytedeco.pytorch.Tensor bias;
  private final CrossEntropy logLoss;

  /** A minimum. */
  public static final class Solution {

    private final double penalty;
    private final double[] weight;
    private final double[] bias;
    private final double loss;

    private Solution(double penalty, double[] weight, double[] bias, double loss) {
      this.penalty = penalty;
      this.weight = weight;
      this.bias = bias;
      this.loss = loss;
    }

    /** What it was found with. */
    public double penalty() {
      return penalty;
    }

    /** W [K, d], row-major; a copy. */
    public double[] weight() {
      return weight.clone();
    }

    /** b [K]; a copy. */
    public double[] bias() {
      return bias.clone();
    }

    /** Mean log loss there, without the penalty. */
    public double loss() {
      return loss;
    }

    /** The same for features of which it saw {@code (feature - centre) / scale}; centre [d]. */
    public Solution forFeatures(double scale, double[] centre) {
      double[] scaled = weight();
      double[] moved = bias();
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] /= scale;
        moved[i / centre.length] -= scaled[i] * centre[i % centre.length];
      }
      return new Solution(penalty, scaled, moved, loss);
    }
  }

  private LogisticRegression(Tensor features, int[] labels, int classes, CrossEntropy logLoss) {
    this.logLoss = logLoss;
    this.features = features.handle();
    this.labels = Tensor.ofIndices(labels).handle();
    var options = this.features.options();
    this.weight = torch.zeros(new long[] {classes, this.features.size(1)}, options);
    this.bias = torch.zeros(new long[] {classes}, options);
    weight.set_requires_grad(true);
    bias.set_requires_grad(true);
  }

  /**
   * The minimum for each of {@code penalties}, each begun at the one before, the first at zero:
   * from the strongest to the weakest is quickest.
   *
   * @param features [n, d], float64 for minima to the last digits, or float32
   * @param tolerance largest component of the gradient at which to stop
   */
  public static List<Solution> path(
      Tensor features, int[] labels, int classes, List<Double> penalties, double tolerance) {
    return path(features, labels, classes, List.of(), penalties, tolerance, solutions -> true);
  }

  /**
   * The same with a weight for each class, or none, and up to where {@code goesOn} is false for the
   * solutions so far: weak penalties take by far the most time.
   */
  public static List<Solution> path(
      Tensor features,
      int[] labels,
      int classes,
      List<Double> classWeights,
      List<Double> penalties,
      double tolerance,
      Predicate<List<Solution>> goesOn) {
    if (features.dimensions() != 2 || features.shape()[0] != labels.length) {
      throw new IllegalArgumentException(
          "features are [n, d] with a label each, got %s and %d labels"
              .formatted(features, labels.length));
    }
    try (var scope = Scope.open()) {
      var problem =
          new LogisticRegression(features, labels, classes, new CrossEntropy(0, classWeights));
      var closure = new Loss(problem);
      var solutions = new ArrayList<Solution>();
      for (double penalty : penalties) {
        if (!(penalty >= 0)) {
          throw new IllegalArgumentException("a penalty is 0 or more, got " + penalty);
        }
        closure.penalty = penalty;
        solutions.add(problem.solve(closure, tolerance));
        if (!goesOn.test(solutions)) {
          break;
        }
      }
      return solutions;
    }
  }

  private Solution solve(Loss closure, double tolerance) {
    try (var scope = Scope.open()) {
      var options = new LBFGSOptions(1.0);
      options.max_iter().put(MOST_ITERATIONS);
      options.tolerance_grad().put(tolerance);
      options.tolerance_change().put(NO_CHANGE);
      options.history_size().put(HISTORY);
      options.line_search_fn().put(new StringOptional(new BytePointer("strong_wolfe")));
      new LBFGS(new TensorVector(weight, bias), options).step(closure);
      closure.check();
      return new Solution(
          closure.penalty,
          new Tensor(weight).doubles(),
          new Tensor(bias).doubles(),
          logLoss().item_double());
    }
  }

  private org.bytedeco.pytorch.Tensor logLoss() {
    var logits = torch.linear(features, weight, new org.bytedeco.pytorch.TensorOptional(bias));
    return logLoss.of(new Tensor(logits), Target.of(new Tensor(labels))).handle();
  }

  /** What libtorch asks for the objective and its gradient; one for a whole path. */
  private static final class Loss extends LossClosure {

    private final transient LogisticRegression problem;
    private double penalty;
    private transient Throwable failure;

    Loss(LogisticRegression problem) {
      this.problem = problem;
    }

    @Override
    public org.bytedeco.pytorch.Tensor call() {
      try (var scope = Scope.open()) {
        problem.weight.mutable_grad().reset();
        problem.bias.mutable_grad().reset();
        var squares = problem.weight.square().sum();
        var loss = problem.logLoss().add(squares.mul(new Scalar(penalty / 2)));
        loss.backward();
        return scope.keep(new Tensor(loss.detach())).handle();
      } catch (RuntimeException | Error e) {
        failure = e; // it must not pass through native frames
        return problem.bias.detach().sum();
      }
    }

    void check() {
      if (failure != null) {
        throw new IllegalStateException("logistic regression failed: " + failure, failure);
      }
    }
  }
}
