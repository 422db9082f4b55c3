package dev.graft.torch.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.graft.torch.OptimizerSettings;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.CrossEntropy;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Target;
import dev.graft.torch.tensors.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Three steps of each optimiser against its published formula, in float64. The loss is the
 * cross-entropy of two logits against class 0, so its gradient is p - (1, 0).
 */
class OptimizerTest {

  private static final double RATE = 0.1;
  private static final int STEPS = 3;

  @Test
  void adamWDecaysWeightsApartFromTheGradient() {
    var settings = new OptimizerSettings.AdamW(0.8, 0.95, 1e-6, 0.3);
    assertThat(steps(settings)).containsExactly(adam(0.8, 0.95, 1e-6, 0.3, true), within(1e-14));
  }

  @Test
  void adamAddsWeightDecayToTheGradient() {
    var settings = new OptimizerSettings.Adam(0.7, 0.9, 1e-4, 0.2);
    assertThat(steps(settings)).containsExactly(adam(0.7, 0.9, 1e-4, 0.2, false), within(1e-14));
  }

  @Test
  void sgdKeepsMomentum() {
    assertThat(steps(new OptimizerSettings.Sgd(0.6, false, 0.1)))
        .containsExactly(sgd(0.6, false, 0.1), within(1e-14));
    assertThat(steps(new OptimizerSettings.Sgd(0.6, true, 0.1)))
        .containsExactly(sgd(0.6, true, 0.1), within(1e-14));
  }

  @Test
  void groupsHaveTheirOwnRates() {
    try (var scope = Scope.open();
        var weights = weights()) {
      weights.put("other", Tensor.of(new double[] {0.5, -0.25}, 1, 2));
      weights.learn(List.of("logits", "other"));
      var groups =
          List.of(
              new Optimizer.Group(List.of("logits"), RATE),
              new Optimizer.Group(List.of("other"), 0));
      try (var optimizer = new Optimizer(new OptimizerSettings.Sgd(0, false, 0), weights, groups)) {
        loss(weights, "logits").backward();
        loss(weights, "other").backward();
        optimizer.step();
        assertThat(weights.get("other").doubles()).containsExactly(0.5, -0.25);
        assertThat(weights.get("logits").doubles()).doesNotContain(0.5);
        optimizer.setRate(1, RATE);
        optimizer.step();
        assertThat(weights.get("other").doubles()).doesNotContain(0.5);
      }
    }
  }

  private static double[] steps(OptimizerSettings settings) {
    try (var scope = Scope.open();
        var weights = weights()) {
      weights.learn(List.of("logits"));
      var group = new Optimizer.Group(List.of("logits"), RATE);
      try (var optimizer = new Optimizer(settings, weights, List.of(group))) {
        for (int step = 0; step < STEPS; step++) {
          optimizer.clearGradients();
          loss(weights, "logits").backward();
          optimizer.step();
        }
      }
      return weights.get("logits").doubles();
    }
  }

  private static Weights weights() {
    var weights = new Weights();
    weights.put("logits", Tensor.of(new double[] {0.5, -0.25}, 1, 2));
    return weights;
  }

  private static Tensor loss(Weights weights, String name) {
    return new CrossEntropy(0).of(weights.get(name), Target.of(Tensor.ofIndices(new int[] {0})));
  }

  private static double[] gradient(double[] w) {
    double p = 1 / (1 + Math.exp(w[1] - w[0]));
    return new double[] {p - 1, 1 - p};
  }

  private static double[] adam(
      double beta1, double beta2, double epsilon, double decay, boolean decoupled) {
    double[] w = {0.5, -0.25};
    double[] m = new double[2];
    double[] v = new double[2];
    for (int t = 1; t <= STEPS; t++) {
      double[] g = gradient(w);
      for (int i = 0; i < 2; i++) {
        double slope = decoupled ? g[i] : g[i] + decay * w[i];
        w[i] -= decoupled ? RATE * decay * w[i] : 0;
        m[i] = beta1 * m[i] + (1 - beta1) * slope;
        v[i] = beta2 * v[i] + (1 - beta2) * slope * slope;
        double mean = m[i] / (1 - Math.pow(beta1, t));
        double square = v[i] / (1 - Math.pow(beta2, t));
        w[i] -= RATE * mean / (Math.sqrt(square) + epsilon);
      }
    }
    return w;
  }

  private static double[] sgd(double momentum, boolean nesterov, double decay) {
    double[] w = {0.5, -0.25};
    double[] buffer = new double[2];
    for (int t = 1; t <= STEPS; t++) {
      double[] g = gradient(w);
      for (int i = 0; i < 2; i++) {
        double slope = g[i] + decay * w[i];
        buffer[i] = t == 1 ? slope : momentum * buffer[i] + slope;
        w[i] -= RATE * (nesterov ? slope + momentum * buffer[i] : buffer[i]);
      }
    }
    return w;
  }
}
