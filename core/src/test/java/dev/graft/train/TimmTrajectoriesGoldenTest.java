package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.Golden;
import dev.graft.backbone.Architecture;
import dev.graft.torch.OptimizerSettings;
import dev.graft.torch.compute.Optimizer;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.Pass;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.CrossEntropy;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Target;
import dev.graft.torch.tensors.Tensor;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Five steps of AdamW with a transformer and with ConvNeXt against timm's, loss by loss. */
@Tag("golden")
class TimmTrajectoriesGoldenTest {

  private static final int BATCH = 8;

  /** What {@code no_weight_decay()} of these models names, besides what has one dimension. */
  private static final Set<String> UNDECAYED = Set.of("cls_token", "pos_embed");

  private static JsonNode file(String model) {
    boolean inside = Files.isDirectory(Golden.folder().resolve("timm"));
    return Golden.json((inside ? "timm/" : "") + "train_" + model + ".json");
  }

  @ParameterizedTest
  @CsvSource({
    "vit_tiny_patch16_224, all",
    "vit_tiny_patch16_224, no_decay",
    "convnext_tiny, all",
    "convnext_tiny, no_decay",
    "convnextv2_nano, all",
    "convnextv2_nano, no_decay"
  })
  void float32LossesAgree(String model, String id) {
    JsonNode file = file(model);
    JsonNode trajectory = trajectory(file, id);
    try (Weights weights = Golden.weights(Architecture.named(model).entries(10))) {
      check(
          losses(file, trajectory, weights, false),
          trajectory.at("/float32/losses"),
          Golden.numbers(trajectory.at("/tolerance/loss_abs_float32")));
    }
  }

  /** Of the smallest: in float64 a step takes seconds. */
  @ParameterizedTest
  @CsvSource({"vit_tiny_patch16_224, no_decay", "convnextv2_nano, all"})
  void float64LossesAgree(String model, String id) {
    JsonNode file = file(model);
    JsonNode trajectory = trajectory(file, id);
    try (Weights single = Golden.weights(Architecture.named(model).entries(10));
        Weights weights = single.toDouble()) {
      check(
          losses(file, trajectory, weights, true),
          trajectory.at("/float64/losses"),
          new double[] {1e-9, 1e-9, 1e-9, 1e-9, 1e-9});
    }
  }

  private static JsonNode trajectory(JsonNode file, String id) {
    return Golden.list(file.get("trajectories")).stream()
        .filter(trajectory -> trajectory.get("id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static void check(List<Double> losses, JsonNode expected, double[] tolerance) {
    double[] theirs = Golden.numbers(expected);
    assertThat(losses).hasSameSizeAs(theirs);
    for (int step = 0; step < theirs.length; step++) {
      assertThat(losses.get(step))
          .as("loss at step " + step)
          .isCloseTo(theirs[step], within(tolerance[step]));
    }
  }

  private static List<Double> losses(
      JsonNode file, JsonNode trajectory, Weights weights, boolean wide) {
    Architecture architecture = Architecture.named(file.get("model").asText());
    List<Entry> entries = architecture.entries(10);
    weights.learn(entries.stream().map(Entry::name).toList());
    Layer network = architecture.suffix(0, 10);
    var losses = new ArrayList<Double>();
    var optimizers = optimizers(trajectory, architecture, weights);
    try {
      for (int step = 0; step < 5; step++) {
        try (var scope = Scope.open()) {
          Tensor images = images(file, step);
          Tensor logits =
              network.forward(wide ? images.toDouble() : images, weights, Pass.TRAINING);
          Tensor loss = new CrossEntropy(0).of(logits, Target.of(labels(step)));
          loss.backward();
          losses.add(loss.item());
          for (Optimizer optimizer : optimizers) {
            optimizer.step();
            optimizer.clearGradients();
          }
        }
      }
    } finally {
      optimizers.forEach(Optimizer::close);
    }
    return losses;
  }

  /** One for what decays and, if some does not, one for that. */
  private static List<Optimizer> optimizers(
      JsonNode trajectory, Architecture architecture, Weights weights) {
    JsonNode settings = trajectory.get("optimizer");
    double decay = settings.get("weight_decay").asDouble();
    List<Entry> entries = architecture.entries(10);
    if (trajectory.get("id").asText().equals("all")) {
      List<String> names = entries.stream().map(Entry::name).toList();
      var group = new Optimizer.Group(names, settings.get("lr").asDouble());
      return List.of(new Optimizer(adam(decay), weights, List.of(group)));
    }
    return Stream.of(true, false)
        .map(
            decays ->
                new Optimizer(
                    adam(decays ? decay : 0),
                    weights,
                    List.of(
                        new Optimizer.Group(names(architecture, decays, false), 1e-4),
                        new Optimizer.Group(names(architecture, decays, true), 1e-3))))
        .toList();
  }

  private static OptimizerSettings adam(double decay) {
    return new OptimizerSettings.AdamW(0.9, 0.999, 1e-8, decay);
  }

  private static List<String> names(Architecture architecture, boolean decayed, boolean head) {
    return architecture.entries(10).stream()
        .filter(e -> (e.shape().size() > 1 && !UNDECAYED.contains(e.name())) == decayed)
        .map(Entry::name)
        .filter(name -> name.startsWith(architecture.headName() + ".") == head)
        .toList();
  }

  private static Tensor images(JsonNode file, int step) {
    long[] shape =
        Golden.list(file.get("input_shape")).stream().mapToLong(JsonNode::asLong).toArray();
    long each = shape[0] * shape[1] * shape[2] * shape[3];
    return Golden.input(12345 + step * each, shape);
  }

  private static Tensor labels(int step) {
    int[] labels = new int[BATCH];
    for (int j = 0; j < BATCH; j++) {
      labels[j] = (step * 3 + j * 7) % 10;
    }
    return Tensor.ofIndices(labels);
  }
}
