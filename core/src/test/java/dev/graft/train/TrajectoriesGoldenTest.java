package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.Golden;
import dev.graft.backbone.Architecture;
import dev.graft.torch.OptimizerSettings;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.Pass;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.CrossEntropy;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Target;
import dev.graft.torch.tensors.Tensor;
import dev.graft.train.loop.TrainedSuffix;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ten training steps of every kind against PyTorch's, step by step. Float32 runs in PyTorch's
 * layout, NCHW: libtorch's channels-last BatchNorm sums a batch less exactly than the reference's
 * noise allows. Float64 runs channels-last, as Graft trains.
 */
@Tag("golden")
class TrajectoriesGoldenTest {

  private static final Architecture RESNET18 = Architecture.named("resnet18");
  private static final int STEPS = 10;
  private static final int BATCH = 8;

  static Stream<String> trajectories() {
    return Golden.list(Golden.json("train_resnet18.json").get("trajectories")).stream()
        .map(trajectory -> trajectory.get("id").asText());
  }

  @ParameterizedTest
  @MethodSource("trajectories")
  void float32TrajectoryAgreesWhileNoiseAllows(String id) {
    JsonNode expected = trajectory(id);
    int steps = expected.at("/tolerance/comparable_steps_float32").asInt();
    double[] tolerance = Golden.numbers(expected.at("/tolerance/loss_abs_float32"));
    try (Weights weights = Golden.weights(RESNET18.entries(10));
        Run run = new Run(expected, weights)) {
      double[] losses = Golden.numbers(expected.at("/float32/losses"));
      for (int step = 0; step < steps; step++) {
        assertThat(run.step(step, false))
            .as("loss at step " + step)
            .isCloseTo(losses[step], within(tolerance[step]));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("trajectories")
  void float64TrajectoryAgreesToTheEnd(String id) {
    JsonNode expected = trajectory(id);
    JsonNode wide = expected.get("float64");
    try (Weights single = Golden.weights(RESNET18.entries(10));
        Weights last = single.channelsLast();
        Weights weights = last.toDouble();
        Run run = new Run(expected, weights)) {
      double[] losses = Golden.numbers(wide.get("losses"));
      for (int step = 0; step < STEPS; step++) {
        assertThat(run.step(step, true))
            .as("loss at step " + step)
            .isCloseTo(losses[step], within(1e-9));
        if (step == 0) {
          checkNorms(weights, wide.get("after_step0_l2"), 1e-9);
        }
      }
      checkNorms(weights, wide.get("final_l2"), 1e-9);
      assertThat(weights.get("fc.bias").doubles())
          .containsExactly(Golden.numbers(wide.get("final_fc_bias")), within(1e-9));
      assertThat(weights.get("bn1.num_batches_tracked").item())
          .isEqualTo(wide.get("final_bn1_num_batches_tracked").asDouble());
      checkEvaluation(run, wide.get("final_eval_on_step0_batch"));
    }
  }

  private static void checkNorms(Weights weights, JsonNode expected, double relative) {
    for (Map.Entry<String, JsonNode> norm : expected.properties()) {
      double l2 = norm.getValue().asDouble();
      assertThat(l2(weights.get(norm.getKey()).doubles()))
          .as(norm.getKey())
          .isCloseTo(l2, within(relative * l2));
    }
  }

  private static void checkEvaluation(Run run, JsonNode expected) {
    try (var scope = Scope.withoutGradients()) {
      Tensor logits = run.evaluate();
      assertThat(new CrossEntropy(0).of(logits, Target.of(labels(0))).item())
          .isCloseTo(expected.get("loss_no_smoothing").asDouble(), within(1e-9));
      double[] values = logits.doubles();
      assertThat(Arrays.copyOf(values, 10))
          .containsExactly(Golden.numbers(expected.get("logits_row0")), within(1e-9));
      assertThat(l2(values)).isCloseTo(expected.get("logits_l2").asDouble(), within(1e-8));
    }
  }

  private static JsonNode trajectory(String id) {
    return Golden.list(Golden.json("train_resnet18.json").get("trajectories")).stream()
        .filter(trajectory -> trajectory.get("id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Tensor images(int step) {
    return Golden.input(12345 + step * 98304L, BATCH, 3, 64, 64);
  }

  private static Tensor labels(int step) {
    int[] labels = new int[BATCH];
    for (int j = 0; j < BATCH; j++) {
      labels[j] = (step * 3 + j * 7) % 10;
    }
    return Tensor.ofIndices(labels);
  }

  private static double l2(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
  }

  /** A trajectory's settings in Graft's terms: a cut, a pass each side of it, an optimiser. */
  private static final class Run implements AutoCloseable {

    private final Weights weights;
    private final Layer prefix;
    private final Pass prefixPass;
    private final TrainedSuffix suffix;

    Run(JsonNode trajectory, Weights weights) {
      this.weights = weights;
      String mode = trajectory.get("mode").asText();
      int cut =
          switch (trajectory.get("trainable").asText()) {
            case "fc.*" -> RESNET18.stages().size();
            case "layer4.*, fc.*" -> RESNET18.cutBefore("layer4");
            case "all" -> 0;
            default -> throw new IllegalArgumentException(trajectory.get("trainable").asText());
          };
      this.prefix = RESNET18.prefix(cut);
      this.prefixPass = mode.startsWith("model.train()") ? Pass.MOVING_STATISTICS : Pass.EVALUATION;
      Pass pass =
          mode.contains("BatchNorm2d.eval()")
              ? Pass.TRAINING_WITH_FIXED_STATISTICS
              : mode.equals("model.eval()") ? Pass.EVALUATION : Pass.TRAINING;
      JsonNode optimizer = trajectory.get("optimizer");
      JsonNode groups = optimizer.get("groups");
      double headRate = groups == null ? optimizer.get("lr").asDouble() : rate(groups, "fc.*");
      double backboneRate = groups == null ? headRate : rate(groups, "rest");
      this.suffix =
          new TrainedSuffix(
              RESNET18.suffix(cut, 10),
              RESNET18.earlyStages(cut, Pass.TRAINING),
              false,
              Compute.standard(),
              weights,
              pass,
              settings(optimizer),
              new TrainedSuffix.Rates("fc", headRate, backboneRate, 1),
              new CrossEntropy(trajectory.get("label_smoothing").asDouble()));
      assertThat(trajectory.get("trainable_parameters").asLong())
          .isEqualTo(
              RESNET18.suffix(cut, 10).entries().stream()
                  .filter(entry -> entry.isParameter())
                  .mapToLong(entry -> entry.elements())
                  .sum());
    }

    private static double rate(JsonNode groups, String parameters) {
      return Golden.list(groups).stream()
          .filter(group -> group.get("parameters").asText().equals(parameters))
          .findFirst()
          .orElseThrow()
          .get("lr")
          .asDouble();
    }

    private static OptimizerSettings settings(JsonNode optimizer) {
      double decay = optimizer.get("weight_decay").asDouble();
      String name = optimizer.get("name").asText();
      if (name.equals("SGD")) {
        return new OptimizerSettings.Sgd(
            optimizer.get("momentum").asDouble(), optimizer.get("nesterov").asBoolean(), decay);
      }
      double[] betas = Golden.numbers(optimizer.get("betas"));
      double epsilon = optimizer.get("eps").asDouble();
      return switch (name) {
        case "Adam" -> new OptimizerSettings.Adam(betas[0], betas[1], epsilon, decay);
        case "AdamW" -> new OptimizerSettings.AdamW(betas[0], betas[1], epsilon, decay);
        default -> throw new IllegalArgumentException(name);
      };
    }

    double step(int step, boolean wide) {
      try (var scope = Scope.withoutGradients()) {
        Tensor images = wide ? images(step).channelsLast().toDouble() : images(step);
        Tensor features = prefix.forward(images, weights, prefixPass);
        return suffix.step(features, Target.of(labels(step)), step);
      }
    }

    Tensor evaluate() {
      return RESNET18.suffix(0, 10).forward(images(0).toDouble(), weights, Pass.EVALUATION);
    }

    @Override
    public void close() {
      suffix.close();
    }
  }
}
