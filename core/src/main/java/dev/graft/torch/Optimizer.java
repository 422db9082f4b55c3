package dev.graft.torch;

import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.OptimizerOptions;
import org.bytedeco.pytorch.OptimizerParamGroup;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.TensorVector;

/**
 * Moves parameters along their gradients; groups of parameters have learning rates of their own.
 */
public final class Optimizer implements AutoCloseable {

  private final org.bytedeco.pytorch.Optimizer handle;
  private final int groups;

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

  /** Prepares to move the groups' parameters; their gradients must have been asked for. */
  public Optimizer(OptimizerSettings settings, Weights weights, List<Group> groups) {
    if (groups.isEmpty()) {
      throw new IllegalArgumentException("an optimiser needs at least one parameter group");
    }
    this.groups = groups.size();
    try (var scope = Scope.open()) {
      this.handle = create(settings, parameters(weights, groups.get(0)), groups.get(0).rate());
      for (Group group : groups.subList(1, groups.size())) {
        var options = options(settings, group.rate());
        handle.add_param_group(new OptimizerParamGroup(parameters(weights, group), options));
      }
      handle.retainReference();
    }
  }

  /** One update from the gradients at hand. */
  public void step() {
    try (var scope = Scope.open()) {
      handle.step();
    }
  }

  /** Forgets all gradients. */
  public void clearGradients() {
    handle.zero_grad();
  }

  /** Sets the learning rate of group {@code index}. */
  public void setRate(int index, double rate) {
    checkRate(rate);
    if (index < 0 || index >= groups) {
      throw new IllegalArgumentException("group must be below " + groups + ", got " + index);
    }
    try (var scope = Scope.open()) {
      handle.param_groups().get(index).options().set_lr(rate);
    }
  }

  private static TensorVector parameters(Weights weights, Group group) {
    var parameters = new TensorVector();
    for (String name : group.names()) {
      parameters.push_back(weights.get(name).handle());
    }
    return parameters;
  }

  private static org.bytedeco.pytorch.Optimizer create(
      OptimizerSettings settings, TensorVector parameters, double rate) {
    OptimizerOptions options = options(settings, rate);
    if (options instanceof AdamOptions adam) {
      return new org.bytedeco.pytorch.Adam(parameters, adam);
    } else if (options instanceof AdamWOptions adamW) {
      return new org.bytedeco.pytorch.AdamW(parameters, adamW);
    }
    return new org.bytedeco.pytorch.SGD(parameters, (SGDOptions) options);
  }

  private static OptimizerOptions options(OptimizerSettings settings, double rate) {
    if (settings instanceof OptimizerSettings.Adam adam) {
      var options = new AdamOptions(rate);
      putBetas(options.betas(), adam.beta1(), adam.beta2());
      options.eps().put(adam.epsilon());
      options.weight_decay().put(adam.weightDecay());
      return options;
    } else if (settings instanceof OptimizerSettings.AdamW adamW) {
      var options = new AdamWOptions(rate);
      putBetas(options.betas(), adamW.beta1(), adamW.beta2());
      options.eps().put(adamW.epsilon());
      options.weight_decay().put(adamW.weightDecay());
      return options;
    }
    var sgd = (OptimizerSettings.Sgd) settings;
    var options = new SGDOptions(rate);
    options.momentum().put(sgd.momentum());
    options.nesterov().put(sgd.nesterov());
    options.weight_decay().put(sgd.weightDecay());
    return options;
  }

  /**
   * Writes both betas into a C++ {@code std::tuple}, whose order in memory is the compiler's own
   * affair: libstdc++ stores it backwards. Its defaults, 0.9 and 0.999, tell which way it lies.
   */
  private static void putBetas(DoublePointer tuple, double beta1, double beta2) {
    if (tuple.get(0) == 0.9 && tuple.get(1) == 0.999) {
      tuple.put(beta1, beta2);
    } else if (tuple.get(0) == 0.999 && tuple.get(1) == 0.9) {
      tuple.put(beta2, beta1);
    } else {
      throw new IllegalStateException("libtorch's Adam no longer starts from 0.9 and 0.999");
    }
  }

  private static void checkRate(double rate) {
    if (!(rate >= 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a learning rate is finite and not negative, got " + rate);
    }
  }

  @Override
  public void close() {
    handle.releaseReference();
  }
}
