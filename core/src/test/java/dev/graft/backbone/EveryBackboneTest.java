package dev.graft.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.graft.Golden;
import dev.graft.export.LayerInOnnx;
import dev.graft.torch.OptimizerSettings;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.compute.Optimizer;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.layers.Pass;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.CrossEntropy;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Target;
import dev.graft.torch.tensors.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract that every architecture keeps: as data for all of them, in numbers for a small one
 * of each family. A new family is covered as soon as it is known.
 */
class EveryBackboneTest {

  private static final int CLASSES = 5;

  @ParameterizedTest
  @MethodSource("dev.graft.backbone.Architecture#known")
  void itIsMadeOfStagesThatAreFoundByName(Architecture architecture) {
    assertThat(Architecture.named(architecture.id())).isEqualTo(architecture);
    assertThat(architecture.entries(CLASSES).stream().map(Entry::name)).doesNotHaveDuplicates();
    assertThat(architecture.parameters(CLASSES)).isGreaterThan(architecture.parameters(1));
    List<String> names = architecture.stageNames();
    for (int i = 0; i < names.size(); i++) {
      assertThat(architecture.cutBefore(names.get(i))).isEqualTo(i);
    }
    int side = architecture.preprocessing().inputSize();
    architecture.requireSize(side);
    assertThat(architecture.preprocessing().resize()).isGreaterThanOrEqualTo(side);
  }

  @ParameterizedTest
  @MethodSource("dev.graft.backbone.Architecture#known")
  void everyCutSplitsTheEntriesInTwo(Architecture architecture) {
    List<Entry> all = architecture.entries(CLASSES);
    for (int cut = 0; cut <= architecture.stages().size(); cut++) {
      var entries = new ArrayList<>(architecture.prefix(cut).entries());
      entries.addAll(architecture.suffix(cut, CLASSES).entries());
      assertThat(entries.equals(all)).as("cut " + cut).isTrue();
    }
    assertThatThrownBy(() -> architecture.prefix(architecture.stages().size() + 1))
        .hasMessageContaining("can be cut at 0 to");
  }

  @ParameterizedTest
  @MethodSource("dev.graft.backbone.SmallBackbones#ofEachFamily")
  void stagesSayTheirChannelsAndStride(Architecture architecture) {
    int side = SmallBackbones.side(architecture);
    try (var scope = Scope.withoutGradients();
        Weights weights = untrained(architecture)) {
      Tensor x = Golden.input(1, 1, 3, side, side);
      for (Stage stage : architecture.stages()) {
        x = stage.layer().forward(x, weights, Pass.EVALUATION);
        assertThat(x.shape()).as(stage.name()).containsExactly(shape(stage.output(), side));
      }
      assertThat(x.shape()).containsExactly(1, architecture.featureWidth());
    }
  }

  private static long[] shape(StageOutput output, int side) {
    int places = output.stride() == 0 ? 0 : (side + output.stride() - 1) / output.stride();
    if (output instanceof StageOutput.Maps maps) {
      return new long[] {1, maps.width(), places, places};
    } else if (output instanceof StageOutput.Tokens tokens) {
      return new long[] {1, (long) places * places + tokens.extra(), tokens.width()};
    }
    return new long[] {1, output.width()};
  }

  @ParameterizedTest
  @MethodSource("dev.graft.backbone.SmallBackbones#ofEachFamily")
  void gradientsReachAllThatIsBehindACut(Architecture architecture) {
    for (int cut : cuts(architecture)) {
      List<Entry> behind = architecture.suffix(cut, CLASSES).entries();
      List<String> learning = behind.stream().filter(Entry::isParameter).map(Entry::name).toList();
      try (var scope = Scope.open();
          Weights weights = untrained(architecture)) {
        weights.learn(learning);
        Tensor features =
            architecture.prefix(cut).forward(images(architecture), weights, Pass.EVALUATION);
        loss(architecture, cut, features, weights).backward();
        for (String name : learning) {
          double[] gradient = weights.get(name).gradient();
          assertThat(gradient).as(name).isNotEmpty();
          assertThat(Arrays.stream(gradient).allMatch(Double::isFinite)).as(name).isTrue();
          assertThat(Arrays.stream(gradient).anyMatch(x -> x != 0)).as(name).isTrue();
        }
      }
    }
  }

  /** Before everything, in the middle, before the last stage, behind it. */
  private static Set<Integer> cuts(Architecture architecture) {
    int stages = architecture.stages().size();
    return new TreeSet<>(List.of(0, stages / 2, stages - 1, stages));
  }

  @ParameterizedTest
  @MethodSource("dev.graft.backbone.SmallBackbones#ofEachFamily")
  void aStepLowersTheLoss(Architecture architecture) {
    List<String> learning =
        architecture.entries(CLASSES).stream().filter(Entry::isParameter).map(Entry::name).toList();
    try (var scope = Scope.open();
        Weights weights = untrained(architecture)) {
      weights.learn(learning);
      Tensor before = loss(architecture, 0, images(architecture), weights);
      before.backward();
      var settings = new OptimizerSettings.Sgd(0, false, 0);
      var group = new Optimizer.Group(learning, 1e-4);
      try (var optimizer = new Optimizer(settings, weights, List.of(group))) {
        optimizer.step();
      }
      Tensor after = loss(architecture, 0, images(architecture), weights);
      assertThat(before.item()).isPositive().isFinite();
      assertThat(after.item()).isLessThan(before.item());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.graft.backbone.SmallBackbones#ofEachFamily")
  void cutFoldedOrAloneItGivesTheSameLogits(Architecture architecture) {
    try (var scope = Scope.withoutGradients();
        Weights weights = untrained(architecture)) {
      Tensor images = images(architecture);
      double[] logits = logits(architecture, weights);
      assertThat(logits).hasSize(2 * CLASSES).doesNotContain(Double.NaN);
      double tolerance = 1e-4 * Arrays.stream(logits).map(Math::abs).max().orElseThrow();
      for (int cut : cuts(architecture)) {
        try (var prefix = new FrozenNetwork(architecture.prefix(cut), weights, Compute.standard());
            var suffix =
                new FrozenNetwork(architecture.suffix(cut, CLASSES), weights, Compute.standard())) {
          double[] inTwo = suffix.forward(prefix.forward(images)).doubles();
          assertThat(inTwo).containsExactly(logits, within(tolerance));
        }
        Tensor features =
            architecture.prefix(cut).forward(images(architecture), weights, Pass.EVALUATION);
        Tensor rest = architecture.suffix(cut, CLASSES).forward(features, weights, Pass.EVALUATION);
        assertThat(rest.doubles()).containsExactly(logits, within(tolerance));
      }
      Tensor alone =
          architecture
              .suffix(0, CLASSES)
              .forward(images(architecture).rows(0, 1), weights, Pass.EVALUATION);
      assertThat(alone.doubles())
          .containsExactly(Arrays.copyOf(logits, CLASSES), within(tolerance));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.graft.backbone.SmallBackbones#ofEachFamily")
  void onnxRuntimeSaysTheSame(Architecture architecture) throws OrtException {
    try (var scope = Scope.withoutGradients();
        Weights weights = untrained(architecture)) {
      double[] logits = logits(architecture, weights);
      double largest = Arrays.stream(logits).map(Math::abs).max().orElseThrow();
      Tensor images = images(architecture);
      float[] there =
          LayerInOnnx.run(
              architecture.suffix(0, CLASSES),
              weights.stored(),
              true,
              architecture.patches(SmallBackbones.side(architecture)),
              images.floats(),
              images.shape());
      for (int i = 0; i < logits.length; i++) {
        assertThat((double) there[i]).isCloseTo(logits[i], within(1e-4 * largest));
      }
    }
  }

  private static Weights untrained(Architecture architecture) {
    return Weights.untrained(architecture.entries(CLASSES), 1);
  }

  private static Tensor images(Architecture architecture) {
    int side = SmallBackbones.side(architecture);
    return Golden.input(1, 2, 3, side, side);
  }

  private static double[] logits(Architecture architecture, Weights weights) {
    return architecture
        .suffix(0, CLASSES)
        .forward(images(architecture), weights, Pass.EVALUATION)
        .doubles();
  }

  private static Tensor loss(Architecture architecture, int cut, Tensor features, Weights weights) {
    Tensor logits = architecture.suffix(cut, CLASSES).forward(features, weights, Pass.EVALUATION);
    return new CrossEntropy(0.1).of(logits, Target.of(Tensor.ofIndices(new int[] {0, 1})));
  }
}
