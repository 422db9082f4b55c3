package dev.graft.train.loop;

import dev.graft.torch.OptimizerSettings;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.compute.Optimizer;
import dev.graft.torch.compute.SharedGradients;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.Pass;
import dev.graft.torch.layers.Sequential;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.CrossEntropy;
import dev.graft.torch.tensors.Generator;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.StoredTensor;
import dev.graft.torch.tensors.Target;
import dev.graft.torch.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stages after the cut and the head, and the optimiser that moves them: the inner loop's half
 * of a network. It sees tensors and layers; no images, caches, files or printing.
 */
public final class TrainedSuffix implements AutoCloseable {

  /**
   * A head of so few parameters trains twice as fast on one thread as on two: docs/benchmarks.md.
   */
  private static final long LITTLE = 1 << 17;

  private final RecomputedForward forward;
  private final Optional<SharedGradients> shared;
  private final boolean isLittle;
  private final Compute compute;
  private final Weights weights;
  private final CrossEntropy crossEntropy;
  private final Optimizer optimizer;
  private final List<Optimizer.Group> groups;

  /**
   * How fast what learns.
   *
   * @param head rate of the parameters named {@code headName.*}
   * @param backbone rate of the last stage
   * @param stageFactor of each stage before it, on the rate of the one behind it
   */
  public record Rates(String headName, double head, double backbone, double stageFactor) {}

  /**
   * A suffix about to learn.
   *
   * @param recomputed how many of the first layers are run twice a step instead of being remembered
   * @param shared whether threads each take a share of a batch
   */
  public TrainedSuffix(
      Sequential layer,
      int recomputed,
      boolean shared,
      Compute compute,
      Weights weights,
      Pass pass,
      OptimizerSettings optimizer,
      Rates rates,
      CrossEntropy crossEntropy) {
    this.compute = compute;
    this.weights = weights;
    this.forward = new RecomputedForward(layer, recomputed, weights, pass);
    this.crossEntropy = crossEntropy;
    this.groups = groups(layer.layers(), rates);
    weights.learn(groups.stream().flatMap(group -> group.names().stream()).toList());
    this.optimizer = new Optimizer(optimizer, weights, groups);
    this.isLittle =
        layer.layers().size() == 1
            && layer.entries().stream().mapToLong(Entry::elements).sum() <= LITTLE;
    this.shared =
        shared ? Optional.of(new SharedGradients(layer, weights, compute)) : Optional.empty();
  }

  /** The head's, and one for all stages or, where each has its rate, one a stage. */
  private static List<Optimizer.Group> groups(List<Layer> layers, Rates rates) {
    var groups = new ArrayList<Optimizer.Group>();
    groups.add(
        new Optimizer.Group(
            parameters(layers.subList(layers.size() - 1, layers.size())), rates.head()));
    List<Layer> stages = layers.subList(0, layers.size() - 1);
    if (rates.stageFactor() == 1) {
      add(groups, stages, rates.backbone());
      return groups;
    }
    double rate = rates.backbone();
    for (int i = stages.size() - 1; i >= 0; i--) {
      if (add(groups, stages.subList(i, i + 1), rate)) {
        rate *= rates.stageFactor(); // a stage without parameters, such as pooling, is none
      }
    }
    return groups;
  }

  private static boolean add(List<Optimizer.Group> groups, List<Layer> stages, double rate) {
    List<String> names = parameters(stages);
    return !names.isEmpty() && groups.add(new Optimizer.Group(names, rate));
  }

  private static List<String> parameters(List<Layer> layers) {
    return layers.stream()
        .flatMap(layer -> layer.entries().stream())
        .filter(Entry::isParameter)
        .map(Entry::name)
        .toList();
  }

  /**
   * One update on a batch.
   *
   * @param input what the frozen prefix made of the images, [N, ...]
   * @param target what they are
   * @param seed of dropout
   * @return the mean loss before the update
   */
  public double step(Tensor input, Target target, long seed) {
    try (var entered = compute.enter()) {
      return isLittle
          ? compute.alone(() -> update(input, target, seed))
          : update(input, target, seed);
    }
  }

  private double update(Tensor input, Target target, long seed) {
    try (var scope = Scope.open()) {
      Generator generator = Generator.seeded(seed);
      optimizer.clearGradients();
      double loss =
          shared
              .filter(s -> s.pays(Math.toIntExact(target.labels().elements())))
              .map(s -> s.lossAndGradients(input, target, crossEntropy, generator))
              .orElseGet(() -> forward.lossAndGradients(input, target, crossEntropy, generator));
      optimizer.step();
      return loss;
    }
  }

  /** Sets both rates to {@code factor} times what they were at the start. */
  public void scaleRates(double factor) {
    for (int i = 0; i < groups.size(); i++) {
      optimizer.setRate(i, groups.get(i).rate() * factor);
    }
  }

  /** What the optimiser remembers between steps. */
  public Map<String, StoredTensor> moments() {
    return optimizer.stored();
  }

  /** Goes on from what {@link #moments} gave. */
  public void restore(Map<String, StoredTensor> moments) {
    optimizer.restore(moments);
  }

  @Override
  public void close() {
    optimizer.clearGradients();
    weights.learn(List.of());
    optimizer.close();
  }
}
