package dev.graft.torch;

/** Which optimiser, with everything but the learning rate; defaults are PyTorch's. */
public sealed interface OptimizerSettings {

  /** Adam (Kingma and Ba, 2015); weight decay is added to the gradient. */
  record Adam(double beta1, double beta2, double epsilon, double weightDecay)
      implements OptimizerSettings {
    public Adam {
      checkMoments(beta1, beta2, epsilon, weightDecay);
    }

    /** PyTorch's defaults: 0.9, 0.999, 1e-8, no weight decay. */
    public static Adam defaults() {
      return new Adam(0.9, 0.999, 1e-8, 0);
    }
  }

  /** Adam with decoupled weight decay (Loshchilov and Hutter, 2019). */
  record AdamW(double beta1, double beta2, double epsilon, double weightDecay)
      implements OptimizerSettings {
    public AdamW {
      checkMoments(beta1, beta2, epsilon, weightDecay);
    }

    /** PyTorch's defaults: 0.9, 0.999, 1e-8, weight decay 0.01. */
    public static AdamW defaults() {
      return new AdamW(0.9, 0.999, 1e-8, 0.01);
    }

    /** The same numbers for Adam. */
    public Adam asAdam() {
      return new Adam(beta1, beta2, epsilon, weightDecay);
    }
  }

  /** Stochastic gradient descent with momentum, plain or Nesterov's. */
  record Sgd(double momentum, boolean nesterov, double weightDecay) implements OptimizerSettings {
    public Sgd {
      check("momentum", momentum, momentum >= 0 && momentum < 1, "in [0, 1)");
      check("weight decay", weightDecay, weightDecay >= 0, "at least 0");
      if (nesterov && momentum == 0) {
        throw new IllegalArgumentException("Nesterov's method needs a momentum above 0");
      }
    }

    /** Momentum 0.9, no Nesterov, no weight decay. */
    public static Sgd defaults() {
      return new Sgd(0.9, false, 0);
    }
  }

  private static void checkMoments(double beta1, double beta2, double epsilon, double decay) {
    check("beta1", beta1, beta1 >= 0 && beta1 < 1, "in [0, 1)");
    check("beta2", beta2, beta2 >= 0 && beta2 < 1, "in [0, 1)");
    check("epsilon", epsilon, epsilon > 0, "above 0");
    check("weight decay", decay, decay >= 0, "at least 0");
  }

  private static void check(String what, double value, boolean ok, String allowed) {
    if (!ok) {
      throw new IllegalArgumentException(what + " must be " + allowed + ", got " + value);
    }
  }
}
