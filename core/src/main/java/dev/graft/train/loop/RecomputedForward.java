package dev.graft.train.loop;

import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.Pass;
import dev.graft.torch.layers.Sequential;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.CrossEntropy;
import dev.graft.torch.tensors.Generator;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Target;
import dev.graft.torch.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A network's loss and gradients with less memory (Chen et al., 2016, "Training deep nets with
 * sublinear memory cost"): of each of the first layers only the input is kept; when gradients come
 * back to it, it is run again. The numbers are the same to the bit, but for layers with attention:
 * without gradients libtorch takes another kernel for it, whose last bits differ.
 */
final class RecomputedForward {

  private final List<Layer> early;
  private final Sequential late;
  private final Weights weights;
  private final Pass pass;

  /**
   * The first {@code recomputed} layers of {@code network} are run twice.
   *
   * @throws IllegalArgumentException if one of these draws random numbers: it would draw others
   */
  RecomputedForward(Sequential network, int recomputed, Weights weights, Pass pass) {
    this.early = network.layers().subList(0, recomputed);
    if (early.stream().anyMatch(layer -> layer.isRandom(pass))) {
      throw new IllegalArgumentException("what draws random numbers cannot be run again: " + early);
    }
    this.late = new Sequential(network.layers().subList(recomputed, network.layers().size()));
    this.weights = weights;
    this.pass = pass;
  }

  /**
   * The mean loss on a batch; gradients of the weights that ask for them are left there.
   *
   * @param generator of dropout
   */
  double lossAndGradients(
      Tensor input, Target target, CrossEntropy crossEntropy, Generator generator) {
    try (var scope = Scope.open()) {
      List<Tensor> inputs = run(input);
      Tensor last = inputs.get(inputs.size() - 1);
      Tensor start = early.isEmpty() ? last : last.asLeaf();
      double loss;
      Tensor gradient = null;
      try (var step = Scope.open()) {
        Tensor mean =
            crossEntropy.of(late.forward(start, weights, pass.drawing(generator)), target);
        mean.backward();
        loss = mean.item();
        gradient = early.isEmpty() ? null : step.keep(start.leafGradient());
      }
      for (int i = early.size() - 1; i >= 0; i--) {
        gradient = backwardThrough(early.get(i), inputs.get(i), gradient, i > 0);
      }
      return loss;
    }
  }

  /** Inputs of the early layers, and after them that of the rest. */
  private List<Tensor> run(Tensor input) {
    var inputs = new ArrayList<Tensor>(List.of(input));
    for (Layer layer : early) {
      try (var scope = Scope.withoutGradients()) {
        inputs.add(scope.keep(layer.forward(inputs.get(inputs.size() - 1), weights, pass)));
      }
    }
    return inputs;
  }

  private Tensor backwardThrough(Layer layer, Tensor input, Tensor gradient, boolean goesOn) {
    try (var scope = Scope.open()) {
      Tensor start = goesOn ? input.asLeaf() : input;
      layer.forward(start, weights, pass.again()).backward(gradient);
      return goesOn ? scope.keep(start.leafGradient()) : null;
    }
  }
}
