package dev.graft.torch.compute;

import dev.graft.torch.OptimizerSettings;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Operation;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.StoredTensor;
import dev.graft.torch.tensors.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/**
 * Moves parameters along their gradients; groups of parameters have learning rates of their own.
 *
 * <p>libtorch's fused kernels do all arithmetic on a parameter in one pass over memory. What they
 * remember between steps is this class's, until it is closed.
 */
public final class Optimizer implements AutoCloseable {

  private final OptimizerSettings settings;
  private final Operation update;
  private final List<State> states = new ArrayList<>();

  /** Parameters that share a learning rate, by their names in the {@link Weights}. */
  public record Group(List<String> names, double rate) {
    public Group {
      names = List.copyOf(names);
      checkRate(rate);
      if (names.isEmpty()) {
        throw new IllegalArgumentException("a parameter group needs at least one parameter");
      }
    }
  }

  /** A group's parameters, the moments of their gradients (SGD has one), and the steps so far. */
  private static final class State {
    private double rate;
    private List<String> names;
    private final List<Tensor> parameters = new ArrayList<>();
    private final List<Tensor> first = new ArrayList<>();
    private final List<Tensor> second = new ArrayList<>();
    private Tensor steps;
  }

  /** Prepares to move the groups' parameters; their gradients must have been asked for. */
  public Optimizer(OptimizerSettings settings, Weights weights, List<Group> groups) {
    if (groups.isEmpty()) {
      throw new IllegalArgumentException("an optimiser needs at least one parameter group");
    }
    this.settings = settings;
    try (var scope = Scope.withoutGradients()) {
      this.update = new Operation(kernel(settings));
      for (Group group : groups) {
        states.add(state(weights, group));
      }
    }
  }

  private static String kernel(OptimizerSettings settings) {
    return settings instanceof OptimizerSettings.Adam
        ? "aten::_fused_adam_"
        : settings instanceof OptimizerSettings.AdamW ? "aten::_fused_adamw_" : "aten::_fused_sgd_";
  }

  private State state(Weights weights, Group group) {
    var state = new State();
    state.rate = group.rate();
    state.names = group.names();
    state.steps = owned(torch.zeros(new long[0]));
    for (String name : group.names()) {
      Tensor parameter = weights.get(name);
      state.parameters.add(parameter);
      state.first.add(owned(torch.zeros_like(parameter.handle())));
      if (!(settings instanceof OptimizerSettings.Sgd)) {
        state.second.add(owned(torch.zeros_like(parameter.handle())));
      }
    }
    return state;
  }

  private static Tensor owned(org.bytedeco.pytorch.Tensor handle) {
    handle.retainReference();
    return new Tensor(handle);
  }

  /** One update from the gradients at hand; every parameter must have one. */
  public void step() {
    for (State state : states) {
      try (var scope = Scope.withoutGradients()) {
        List<Tensor> gradients = state.parameters.stream().map(Tensor::leafGradient).toList();
        boolean isFirst = state.steps.item() == 0;
        state.steps.handle().add_(new Scalar(1.0));
        if (settings instanceof OptimizerSettings.Sgd sgd) {
          move(state, gradients, sgd, isFirst);
        } else {
          move(state, gradients);
        }
      }
    }
  }

  private void move(State state, List<Tensor> gradients) {
    // Adam and AdamW are records of the same four numbers.
    var adam =
        settings instanceof OptimizerSettings.Adam a
            ? a
            : ((OptimizerSettings.AdamW) settings).asAdam();
    update.call(
        state.parameters,
        gradients,
        state.first,
        state.second,
        List.of(), // largest second moments, for AMSGrad
        Collections.nCopies(state.parameters.size(), state.steps),
        state.rate,
        adam.beta1(),
        adam.beta2(),
        adam.weightDecay(),
        adam.epsilon(),
        false, // AMSGrad
        false, // maximise
        null,
        null); // gradient scaling
  }

  private void move(
      State state, List<Tensor> gradients, OptimizerSettings.Sgd sgd, boolean isFirst) {
    update.call(
        state.parameters,
        gradients,
        sgd.momentum() == 0 ? List.of() : state.first,
        sgd.weightDecay(),
        sgd.momentum(),
        state.rate,
        0.0, // dampening
        sgd.nesterov(),
        false, // maximise
        isFirst,
        null,
        null); // gradient scaling
  }

  /** What is remembered between steps, by names of its own: moments, and the steps so far. */
  public Map<String, StoredTensor> stored() {
    var stored = new LinkedHashMap<String, StoredTensor>();
    remembered((name, tensor) -> stored.put(name, tensor.stored(name)));
    return stored;
  }

  /**
   * Goes on from what {@link #stored} gave.
   *
   * @throws IllegalArgumentException if something is missing or has another shape
   */
  public void restore(Map<String, StoredTensor> stored) {
    try (var scope = Scope.withoutGradients()) {
      remembered((name, tensor) -> tensor.restore(stored.get(name), name));
    }
  }

  private void remembered(BiConsumer<String, Tensor> each) {
    for (int i = 0; i < states.size(); i++) {
      State state = states.get(i);
      each.accept("steps/" + i, state.steps);
      for (int k = 0; k < state.names.size(); k++) {
        each.accept("first/" + state.names.get(k), state.first.get(k));
        if (!state.second.isEmpty()) {
          each.accept("second/" + state.names.get(k), state.second.get(k));
        }
      }
    }
  }

  /** Forgets all gradients. */
  public void clearGradients() {
    for (State state : states) {
      try (var scope = Scope.withoutGradients()) {
        state.parameters.forEach(parameter -> parameter.handle().mutable_grad().reset());
      }
    }
  }

  /** Sets the learning rate of group {@code index}. */
  public void setRate(int index, double rate) {
    checkRate(rate);
    if (index < 0 || index >= states.size()) {
      throw new IllegalArgumentException("group must be below " + states.size() + ", got " + index);
    }
    states.get(index).rate = rate;
  }

  private static void checkRate(double rate) {
    if (!(rate >= 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a learning rate is finite and not negative, got " + rate);
    }
  }

  @Override
  public void close() {
    for (State state : states) {
      state.steps.handle().releaseReference();
      state.first.forEach(moment -> moment.handle().releaseReference());
      state.second.forEach(moment -> moment.handle().releaseReference());
    }
    states.clear();
    update.close();
  }
}
