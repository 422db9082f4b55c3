package dev.graft.torch.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.graft.Golden;
import dev.graft.Needs;
import dev.graft.export.LayerInOnnx;
import dev.graft.torch.Precision;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.tensors.ElementType;
import dev.graft.torch.tensors.Generator;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link Layer} promises, asked of every kind of layer there is. */
class LayerContractTest {

  /** A layer, and the shape of an input that shows what it does. */
  private record Sample(
      Layer layer, List<Long> sizes, OptionalInt patches, boolean firstChannelIsZero) {
    static Sample of(Layer layer, Long... sizes) {
      return new Sample(layer, List.of(sizes), OptionalInt.empty(), false);
    }

    /** The first channel of every image is zero everywhere, as behind an activation. */
    static Sample ofDeadChannels(Layer layer, Long... sizes) {
      return new Sample(layer, List.of(sizes), OptionalInt.empty(), true);
    }

    /** Tokens of so many patches a side. */
    static Sample ofPatches(int patches, Layer layer, Long... sizes) {
      return new Sample(layer, List.of(sizes), OptionalInt.of(patches), false);
    }

    long[] shape() {
      return sizes.stream().mapToLong(size -> size).toArray();
    }

    @Override
    public String toString() {
      return layer + " of " + sizes;
    }

    /** Values between -4 and 8, none within 1e-4 of where an activation bends. */
    double[] input() {
      int n = (int) Arrays.stream(shape()).reduce(1, Math::multiplyExact);
      return IntStream.range(0, n).mapToDouble(this::value).toArray();
    }

    private double value(int i) {
      if (firstChannelIsZero && i / (shape()[2] * shape()[3]) % shape()[1] == 0) {
        return 0;
      }
      double x = (float) (12 * Golden.uniform(1000 + i) - 4);
      return BENDS.stream().anyMatch(bend -> Math.abs(x - bend) < 1e-4) ? 1 : x;
    }
  }

  /** Where a slope jumps. */
  private static final List<Double> BENDS = List.of(-3.0, 0.0, 3.0, 6.0);

  private static final List<Pass> PASSES =
      List.of(
          Pass.EVALUATION,
          Pass.TRAINING,
          Pass.TRAINING_WITH_FIXED_STATISTICS,
          Pass.MOVING_STATISTICS,
          Pass.RECOMPUTATION);

  /** No two runs draw the same random numbers. */
  private static final AtomicLong SEEDS = new AtomicLong();

  private static final BatchNorm2d NORM = new BatchNorm2d("norm", 4, 1e-3);

  static List<Sample> samples() {
    Conv2d same = Conv2d.same("conv", 3, 4, 3, 1);
    Conv2d strided = Conv2d.same("down", 3, 4, 1, 2);
    var convolved = Sequential.of(new ConvNorm2d(same, NORM), Activation.RELU6);
    var shortcut = Sequential.of(ConvNorm2d.of(Conv2d.same("down", 3, 4, 1, 1), "other"));
    List<Sample> others =
        List.of(
            Sample.of(NORM, 3L, 4L, 2L, 3L),
            Sample.of(same, 3L, 3L, 5L, 4L),
            Sample.of(strided, 3L, 3L, 5L, 5L),
            Sample.of(Conv2d.depthwise("deep", 4, 3, 2), 3L, 4L, 5L, 5L),
            Sample.of(same.withBias(), 3L, 3L, 4L, 4L),
            Sample.of(new ConvNorm2d(same, NORM), 3L, 3L, 4L, 4L),
            Sample.of(new Dropout(0.4), 3L, 40L),
            Sample.of(new GlobalAveragePool(), 3L, 4L, 3L, 2L),
            Sample.of(new Linear("fc", 6, 5), 3L, 6L),
            Sample.of(new MaxPool2d(3, 2, 1), 3L, 2L, 6L, 6L),
            Sample.of(new Residual(convolved, shortcut), 3L, 3L, 4L, 4L),
            Sample.of(
                new Residual(Sequential.of(Conv2d.same("c", 3, 3, 3, 1)), Sequential.of()),
                3L,
                3L,
                4L,
                4L),
            Sample.of(
                Sequential.of(convolved, new GlobalAveragePool(), new Linear("fc", 4, 2)),
                3L,
                3L,
                4L,
                4L));
    return Stream.of(
            Arrays.stream(Activation.values()).map(a -> Sample.of(a, 3L, 5L)),
            Arrays.stream(Layout.values()).map(LayerContractTest::layout),
            others.stream(),
            maps().stream(),
            tokens().stream())
        .flatMap(samples -> samples)
        .toList();
  }

  private static Sample layout(Layout layout) {
    return switch (layout) {
      case MAP -> Sample.of(layout, 3L, 4L);
      case MERGED -> Sample.of(layout, 3L, 2L, 4L, 5L);
      case VECTOR -> Sample.of(layout, 3L, 4L, 1L, 1L);
      default -> Sample.of(layout, 3L, 4L, 2L, 6L);
    };
  }

  private static List<Sample> maps() {
    var opening =
        Sequential.of(
            new GlobalAveragePool(true),
            Conv2d.same("reduce", 4, 2, 1, 1).withBias(),
            Activation.SILU,
            Conv2d.same("expand", 2, 4, 1, 1).withBias(),
            Activation.SIGMOID);
    return List.of(
        Sample.of(new GlobalAveragePool(true), 3L, 4L, 3L, 2L),
        Sample.of(new Gate(opening), 3L, 4L, 3L, 2L),
        Sample.of(new Gate(Sequential.of(new Scale("gamma", 4, true))), 3L, 4L, 3L, 2L),
        Sample.of(Conv2d.same("grouped", 4, 6, 3, 2).withGroups(2), 3L, 4L, 5L, 4L),
        Sample.of(new AveragePool2d(2), 3L, 2L, 5L, 4L),
        Sample.of(multiQuery(), 3L, 4L, 4L, 2L),
        Sample.of(new SamePadding(3, 2), 3L, 2L, 4L, 5L),
        Sample.of(new SamePadding(2, 3), 3L, 2L, 2L, 4L),
        Sample.of(
            Sequential.of(new SamePadding(5, 2), Conv2d.same("conv", 2, 3, 5, 2).withPadding(0)),
            3L,
            2L,
            6L,
            5L));
  }

  private static MultiQueryAttention multiQuery() {
    var smaller = ConvNorm2d.of(Conv2d.depthwise("keys.down", 4, 3, 2), "keys.norm");
    return new MultiQueryAttention(
        Sequential.of(Conv2d.same("queries", 4, 6, 1, 1)),
        Sequential.of(smaller, Conv2d.same("keys", 4, 3, 1, 1)),
        Sequential.of(Conv2d.same("values", 4, 3, 3, 2)),
        2,
        3);
  }

  private static List<Sample> tokens() {
    var halves = Optional.of(new Rotary(Rotary.Kind.HALVES, 2));
    var pairs = Optional.of(new Rotary(Rotary.Kind.INTERLEAVED, 0));
    return List.of(
        Sample.of(new Linear("fc", 6, 5, false), 3L, 2L, 6L),
        Sample.of(new LayerNorm("norm", 6, 1e-6), 3L, 2L, 6L),
        Sample.of(new LayerNorm("norm", 4, 1e-6, true), 3L, 4L, 2L, 3L),
        Sample.of(new Scale("gamma", 6, false), 3L, 2L, 6L),
        Sample.of(new Scale("gamma", 4, true), 3L, 4L, 2L, 3L),
        Sample.of(new GatedUnit(3), 3L, 2L, 6L),
        Sample.of(new ResponseNorm("grn", 4), 3L, 4L, 2L, 3L),
        Sample.ofDeadChannels(new ResponseNorm("grn", 4), 3L, 4L, 2L, 3L),
        Sample.of(new Prepended("cls_token", 2, 4), 3L, 3L, 4L),
        Sample.ofPatches(2, new Positions("pos_embed", 2, 1, 4), 3L, 5L, 4L),
        Sample.ofPatches(3, new Positions("pos_embed", 2, 1, 4), 3L, 10L, 4L),
        Sample.ofPatches(2, new Positions("pos_embed", 3, 0, 4), 3L, 4L, 4L),
        Sample.of(new Attention("attn", 8, 2), 3L, 5L, 8L),
        Sample.ofPatches(2, new Attention("attn", 8, 2, Attention.Bias.NONE, halves), 3L, 6L, 8L),
        Sample.ofPatches(
            2, new Attention("attn", 8, 1, Attention.Bias.QUERIES_AND_VALUES, pairs), 3L, 4L, 8L),
        Sample.ofPatches(4, new WindowAttention("attn", 4, 2, 2, 0, 1), 3L, 4L, 4L, 4L),
        Sample.ofPatches(8, new WindowAttention("attn", 4, 1, 2, 1, 2), 3L, 4L, 4L, 4L),
        Sample.of(new LatentAttention("pool", 8, 2), 3L, 5L, 8L),
        Sample.of(new TokenPool(TokenPool.Kind.FIRST, 1), 3L, 5L, 4L),
        Sample.of(new TokenPool(TokenPool.Kind.MEAN, 2), 3L, 5L, 4L));
  }

  @Test
  void everyKindOfLayerIsAsked() {
    Set<Class<?>> asked =
        samples().stream().map(sample -> sample.layer().getClass()).collect(Collectors.toSet());
    asked.add(GivenGraph.class); // no function of layers' weights: OnnxBackboneTest asks it
    assertThat(kinds(Layer.class).toList()).isNotEmpty().allMatch(asked::contains);
    assertThat(samples().stream().map(Sample::layer)).contains(Activation.values());
  }

  /** All that a sealed type permits, at any depth. */
  private static Stream<Class<?>> kinds(Class<?> kind) {
    return kind.isSealed()
        ? Arrays.stream(kind.getPermittedSubclasses()).flatMap(LayerContractTest::kinds)
        : Stream.of(kind);
  }

  private static Weights weights(Layer layer) {
    return Golden.weights(layer.entries());
  }

  private static double[] output(
      Layer layer, double[] input, Weights weights, Pass pass, long... shape) {
    try (var scope = Scope.withoutGradients()) {
      Pass drawing = pass.drawing(Generator.seeded(SEEDS.incrementAndGet()));
      return layer.forward(Tensor.of(input.clone(), shape), weights, drawing).doubles();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void gradientsAreThoseOfFiniteDifferences(Sample sample) {
    for (Pass pass : List.of(Pass.EVALUATION, Pass.MOVING_STATISTICS)) {
      try (Weights single = weights(sample.layer());
          Weights weights = single.toDouble()) {
        double[] input = sample.input();
        long[] of;
        double[] weighting;
        double[] found;
        List<String> names =
            sample.layer().entries().stream().filter(Entry::isParameter).map(Entry::name).toList();
        try (var scope = Scope.open()) {
          weights.learn(names);
          Tensor leaf = Tensor.of(input.clone(), sample.shape()).asLeaf();
          Tensor own = leaf.plus(Tensor.of(new double[input.length], sample.shape()));
          Tensor output = sample.layer().forward(own, weights, pass);
          of = output.shape();
          weighting = Golden.input(7, of).doubles();
          output.backward(Tensor.of(weighting, of));
          found = leaf.leafGradient().doubles();
        }
        assertClose(
            found, differences(input, () -> weighted(sample, input, weights, pass, weighting)));
        for (String name : names) {
          assertClose(
              weights.get(name).gradient(), differences(weights, name, sample, pass, weighting));
        }
      }
    }
  }

  private static double weighted(
      Sample sample, double[] input, Weights weights, Pass pass, double[] weighting) {
    double[] output = output(sample.layer(), input, weights, pass, sample.shape());
    return IntStream.range(0, output.length).mapToDouble(i -> output[i] * weighting[i]).sum();
  }

  /** Of a value that reads {@code at}, by each of its elements. */
  private static double[] differences(double[] at, java.util.function.DoubleSupplier value) {
    double step = 1e-6;
    double[] all = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      double kept = at[i];
      at[i] = kept + step;
      double above = value.getAsDouble();
      at[i] = kept - step;
      all[i] = (above - value.getAsDouble()) / (2 * step);
      at[i] = kept;
    }
    return all;
  }

  private static double[] differences(
      Weights weights, String name, Sample sample, Pass pass, double[] weighting) {
    double[] values = weights.get(name).doubles();
    long[] shape = weights.get(name).shape();
    return differences(
        values,
        () -> {
          try (var scope = Scope.withoutGradients();
              var moved = new Weights()) {
            moved.share(weights, weights.names());
            moved.put(name, Tensor.of(values.clone(), shape));
            return weighted(sample, sample.input(), moved, pass, weighting);
          }
        });
  }

  private static void assertClose(double[] found, double[] expected) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    assertThat(found).containsExactly(expected, within(1e-6 * Math.max(1, largest)));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void float32IsNearFloat64(Sample sample) {
    assertNear(sample, Precision.FLOAT32, 1e-5);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void bfloat16IsNearFloat64AndSaysItsFormat(Sample sample) {
    Needs.bfloat16();
    assertNear(sample, Precision.BFLOAT16, 0.03);
  }

  private static void assertNear(Sample sample, Precision precision, double tolerance) {
    try (var scope = Scope.withoutGradients();
        Weights weights = weights(sample.layer());
        Weights wide = weights.toDouble()) {
      double[] exact =
          output(sample.layer(), sample.input(), wide, Pass.EVALUATION, sample.shape());
      Tensor input = Tensor.of(sample.input(), sample.shape()).to(precision);
      ElementType given = input.type();
      Tensor output = sample.layer().forward(input, weights, Pass.EVALUATION);
      double largest = Arrays.stream(exact).map(Math::abs).max().orElseThrow();
      assertThat(output.doubles()).containsExactly(exact, within(tolerance * largest));
      assertThat(output.type()).isEqualTo(sample.layer().output(given));
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void foldingLeavesTheOutput(Sample sample) {
    try (var scope = Scope.withoutGradients();
        Weights weights = weights(sample.layer());
        var frozen =
            new FrozenNetwork(Sequential.of(sample.layer()), weights, Compute.standard())) {
      Tensor input = Tensor.of(sample.input(), sample.shape()).to(Precision.FLOAT32);
      double[] folded = frozen.forward(input.copy()).doubles();
      double[] plain = sample.layer().forward(input, weights, Pass.EVALUATION).doubles();
      double largest = Arrays.stream(plain).map(Math::abs).max().orElseThrow();
      assertThat(folded).containsExactly(plain, within(1e-5 * largest));
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void runAgainItSaysTheSameOrSaysThatItIsRandom(Sample sample) {
    try (Weights single = weights(sample.layer());
        Weights weights = single.toDouble()) {
      for (Pass pass : PASSES) {
        Pass again = pass == Pass.MOVING_STATISTICS ? pass.again() : pass;
        double[] first = output(sample.layer(), sample.input(), weights, pass, sample.shape());
        double[] second = output(sample.layer(), sample.input(), weights, again, sample.shape());
        assertThat(Arrays.equals(first, second))
            .as(pass.toString())
            .isEqualTo(!sample.layer().isRandom(pass));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void whetherImagesAreMixedIsSaid(Sample sample) {
    try (Weights single = weights(sample.layer());
        Weights weights = single.toDouble()) {
      long[] one = sample.shape().clone();
      one[0] = 1;
      double[] input = sample.input();
      double[] alone = Arrays.copyOf(input, input.length / 3);
      for (Pass pass : PASSES) {
        if (sample.layer().isRandom(pass)) {
          continue; // says nothing about the others
        }
        double[] together = output(sample.layer(), input, weights, pass, sample.shape());
        double[] apart = output(sample.layer(), alone, weights, pass, one);
        double[] first = Arrays.copyOf(together, apart.length);
        boolean mixed =
            IntStream.range(0, first.length).anyMatch(i -> Math.abs(first[i] - apart[i]) > 1e-9);
        assertThat(mixed).as(pass.toString()).isEqualTo(sample.layer().mixesImages(pass));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void onnxRuntimeSaysTheSame(Sample sample) throws OrtException {
    try (Weights weights = weights(sample.layer());
        Weights wide = weights.toDouble()) {
      double[] exact =
          output(sample.layer(), sample.input(), wide, Pass.EVALUATION, sample.shape());
      float[] input = new float[sample.input().length];
      IntStream.range(0, input.length).forEach(i -> input[i] = (float) sample.input()[i]);
      double largest = Arrays.stream(exact).map(Math::abs).max().orElseThrow();
      for (boolean folded : new boolean[] {false, true}) {
        float[] there =
            LayerInOnnx.run(
                sample.layer(), weights.stored(), folded, sample.patches(), input, sample.shape());
        double[] found = IntStream.range(0, there.length).mapToDouble(i -> there[i]).toArray();
        assertThat(found).containsExactly(exact, within(1e-5 * largest));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void itIsWhatItsChildrenAre(Sample sample) {
    Layer layer = sample.layer();
    assertThat(layer.withChildren(layer.children())).isEqualTo(layer);
    if (!layer.children().isEmpty()) {
      assertThat(layer.entries())
          .isEqualTo(layer.children().stream().flatMap(child -> child.entries().stream()).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void itKnowsTheShapeOfItsOutput(Sample sample) {
    try (var scope = Scope.withoutGradients();
        Weights weights = weights(sample.layer())) {
      Tensor input = Tensor.of(sample.input(), sample.shape()).to(Precision.FLOAT32);
      long[] given = sample.layer().forward(input, weights, Pass.EVALUATION).shape();
      assertThat(sample.layer().output(of(sample.shape()))).isEqualTo(of(given));
    }
  }

  private static Shape of(long[] batch) {
    return new Shape(Arrays.stream(batch).skip(1).mapToObj(Math::toIntExact).toList());
  }

  /** A weight that begins as a constant would make all outputs of a layer alike for ever. */
  @ParameterizedTest
  @MethodSource("samples")
  void whatIsMultipliedBeginsAtRandom(Sample sample) {
    List<Entry> entries = sample.layer().entries();
    try (Weights first = Weights.untrained(entries, 1);
        Weights same = Weights.untrained(entries, 1)) {
      for (Entry entry : entries) {
        double[] values = first.get(entry.name()).doubles();
        assertThat(same.get(entry.name()).doubles()).containsExactly(values);
        if (entry.shape().size() > 1) {
          assertThat(Arrays.stream(values).distinct().count()).isGreaterThan(values.length / 2);
        }
      }
    }
  }
}
