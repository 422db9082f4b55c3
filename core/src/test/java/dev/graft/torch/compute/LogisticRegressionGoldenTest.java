package dev.graft.torch.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.Golden;
import dev.graft.torch.compute.LogisticRegression.Solution;
import dev.graft.torch.tensors.Native;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Minima against those that Newton's method found in float64. */
class LogisticRegressionGoldenTest {

  static Stream<JsonNode> cases() {
    return Golden.list(Golden.json("logreg.json").get("cases")).stream();
  }

  @Tag("golden")
  @ParameterizedTest
  @MethodSource("cases")
  void everyMinimumOfThePathAgrees(JsonNode problem) {
    int n = problem.get("n").asInt();
    int d = problem.get("d").asInt();
    int classes = problem.get("classes").asInt();
    int[] labels = new int[n];
    double[] features = new double[n * d];
    for (int i = 0; i < n; i++) {
      int a = problem.get("label_a").asInt();
      labels[i] = (i * a + i / problem.get("label_b").asInt()) % classes;
      for (int j = 0; j < d; j++) {
        double noise = 2 * Golden.uniform(problem.get("offset").asLong() + (long) i * d + j) - 1;
        double signal = j % classes == labels[i] ? problem.get("signal").asDouble() : 0;
        features[i * d + j] = noise + signal;
      }
    }
    assertThat(Arrays.stream(features).sum())
        .isCloseTo(problem.get("X_sum").asDouble(), within(1e-9));
    var expected = new ArrayList<>(Golden.list(problem.get("solutions")));
    Collections.reverse(expected); // from the strongest penalty to the weakest
    List<Double> penalties = expected.stream().map(s -> s.get("lambda").asDouble()).toList();
    try (var scope = Scope.withoutGradients()) {
      List<Solution> path =
          LogisticRegression.path(Tensor.of(features, n, d), labels, classes, penalties, 1e-9);
      for (int i = 0; i < path.size(); i++) {
        same(path.get(i), expected.get(i), d, classes);
      }
    }
  }

  private static void same(Solution found, JsonNode expected, int d, int classes) {
    assertThat(found.loss()).isCloseTo(expected.get("mean_cross_entropy").asDouble(), within(1e-7));
    double mean = Arrays.stream(found.bias()).average().orElseThrow();
    double squares = Arrays.stream(found.weight()).map(w -> w * w).sum();
    assertThat(found.loss() + found.penalty() / 2 * squares)
        .isCloseTo(expected.get("objective").asDouble(), within(1e-12));
    for (int k = 0; k < classes; k++) {
      assertThat(found.bias()[k] - mean)
          .isCloseTo(expected.get("b_sum_zero").get(k).asDouble(), within(1e-6));
      for (int j = 0; j < d; j++) {
        assertThat(found.weight()[k * d + j])
            .isCloseTo(expected.get("W").get(k).get(j).asDouble(), within(1e-6));
      }
    }
  }

  @Test
  void aPathLeavesNothingBehind() {
    try (var scope = Scope.withoutGradients()) {
      Tensor features = Tensor.of(new double[] {1, 0, 0, 1, 1, 1}, 3, 2);
      List<Double> penalties = Collections.nCopies(25, 0.1); // libtorch calls back into Java
      LogisticRegression.path(features, new int[] {0, 1, 1}, 2, penalties, 1e-9);
      long before = Native.liveObjects();
      List<Solution> path =
          LogisticRegression.path(features, new int[] {0, 1, 1}, 2, penalties, 1e-9);
      assertThat(Native.liveObjects()).isEqualTo(before);
      assertThat(path).hasSize(25);
      assertThatThrownBy(
              () -> LogisticRegression.path(features, new int[] {0, 1}, 2, penalties, 1e-9))
          .hasMessageContaining("2 labels");
    }
  }
}
