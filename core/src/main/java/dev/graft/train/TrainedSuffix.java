package dev.graft.train;

import dev.graft.torch.Entry;
import dev.graft.torch.Optimizer;
import dev.graft.torch.OptimizerSettings;
import dev.graft.torch.Pass;
import dev.graft.torch.Scope;
import dev.graft.torch.Sequential;
import dev.graft.torch.SharedGradients;
import dev.graft.torch.StoredTensor;
import dev.graft.torch.Tensor;
import dev.graft.torch.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stages after the cut and the head, and the optimiser that moves them: the inner loop's half
 * of a network. It sees tensors and layers; no images, caches, files or printing.
 */
final class TrainedSuffix implements AutoCloseable {

  private final RecomputedForward forward;
  private final Optional<SharedGradients> shared;
  private final Weights weights;
  private final double labelSmoothing;
  private final Optimizer optimizer;
  private final List<Optimizer.Group> groups;

  /** Parameters named {@code headName.*} learn at one rate, the others at another. */
  record Rates(String headName, double head, double backbone) {}

  /**
   * A suffix about to learn.
   *
   * @param recomputed how many of the first layers are run twice a step instead of being remembered
   * @param shared whether threads may each take a share of a batch
   */
  TrainedSuffix(
      Sequential layer,
      int recomputed,
      boolean shared,
      Weights weights,
      Pass pass,
      OptimizerSettings optimizer,
      Rates rates,
      double labelSmoothing) {
    this.weights = weights;
    this.forward = new RecomputedForward(layer, recomputed, weights, pass);
    this.labelSmoothing = labelSmoothing;
    var head = new ArrayList<String>();
    var backbone = new ArrayList<String>();
    for (Entry entry : layer.entries()) {
      if (entry.isParameter()) {
        (entry.name().startsWith(rates.headName() + ".") ? head : backbone).add(entry.name());
      }
    }
    this.groups = new ArrayList<>();
    groups.add(new Optimizer.Group(head, rates.head()));
    if (!backbone.isEmpty()) {
      groups.add(new Optimizer.Group(backbone, rates.backbone()));
    }
    weights.learn(groups.stream().flatMap(group -> group.names().stream()).toList());
    this.optimizer = new Optimizer(optimizer, weights, groups);
    this.shared = shared ? Optional.of(new SharedGradients(layer, weights)) : Optional.empty();
  }

  /**
   * One update on a batch.
   *
   * @param input what the frozen prefix made of the images, [N, ...]
   * @param labels class indices, [N]
   * @return the mean loss before the update
   */
  double step(Tensor input, Tensor labels) {
    try (var scope = Scope.open()) {
      optimizer.clearGradients();
      double loss =
          shared.isPresent() && SharedGradients.pays(Math.toIntExact(labels.elements()))
              ? shared.get().lossAndGradients(input, labels, labelSmoothing)
              : forward.lossAndGradients(input, labels, labelSmoothing);
      optimizer.step();
      return loss;
    }
  }

  /** Sets both rates to {@code factor} times what they were at the start. */
  void scaleRates(double factor) {
    for (int i = 0; i < groups.size(); i++) {
      optimizer.setRate(i, groups.get(i).rate() * factor);
    }
  }

  /** What the optimiser remembers between steps. */
  Map<String, StoredTensor> moments() {
    return optimizer.stored();
  }

  /** Goes on from what {@link #moments} gave. */
  void restore(Map<String, StoredTensor> moments) {
    optimizer.restore(moments);
  }

  @Override
  public void close() {
    optimizer.clearGradients();
    weights.learn(List.of());
    optimizer.close();
  }
}
