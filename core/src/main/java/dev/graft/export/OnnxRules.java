package dev.graft.export;

import static dev.graft.export.OnnxGraph.attribute;

import dev.graft.torch.layers.Activation;
import dev.graft.torch.layers.BatchNorm2d;
import dev.graft.torch.layers.Conv2d;
import dev.graft.torch.layers.ConvNorm2d;
import dev.graft.torch.layers.Dropout;
import dev.graft.torch.layers.Gate;
import dev.graft.torch.layers.GivenGraph;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.Linear;
import dev.graft.torch.layers.Residual;
import dev.graft.torch.layers.Scale;
import dev.graft.torch.layers.Sequential;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What each kind of layer is in ONNX, operators of version 17. A layer without a rule cannot be
 * exported; a test goes through all of them.
 */
final class OnnxRules {

  /** Adds a layer that reads the value {@code input}, and says what its output is called. */
  @FunctionalInterface
  interface Rule<L extends Layer> {
    String add(L layer, String input, OnnxGraph graph);
  }

  private static final Map<Class<? extends Layer>, Rule<? extends Layer>> RULES = new HashMap<>();

  static {
    put(Activation.class, OnnxActivations::add);
    put(BatchNorm2d.class, OnnxRules::batchNorm);
    put(Conv2d.class, OnnxRules::convolution);
    put(ConvNorm2d.class, OnnxRules::convNorm);
    put(Dropout.class, (layer, input, graph) -> input); // only training drops
    put(Gate.class, OnnxRules::gate);
    put(GivenGraph.class, (layer, input, graph) -> graph.given(layer.entry(), input));
    put(Linear.class, OnnxRules::linear);
    put(Residual.class, OnnxRules::residual);
    put(Scale.class, OnnxRules::scale);
    put(Sequential.class, OnnxRules::sequential);
    OnnxWindowRules.all().forEach(RULES::put);
    OnnxTokenRules.all().forEach(RULES::put);
  }

  private OnnxRules() {}

  private static <L extends Layer> void put(Class<L> kind, Rule<L> rule) {
    RULES.put(kind, rule);
  }

  /** Whether that kind of layer can be exported. */
  static boolean has(Class<?> kind) {
    return RULES.containsKey(kind);
  }

  /** Adds {@code layer} and says what its output is called. */
  static String add(Layer layer, String input, OnnxGraph graph) {
    Rule<? extends Layer> rule = RULES.get(layer.getClass());
    if (rule == null) {
      throw new IllegalArgumentException("there is no ONNX rule for " + layer);
    }
    return apply(rule, layer, input, graph);
  }

  @SuppressWarnings("unchecked") // put() pairs a class with a rule of it
  private static <L extends Layer> String apply(
      Rule<L> rule, Layer layer, String input, OnnxGraph graph) {
    return rule.add((L) layer, input, graph);
  }

  private static String scale(Scale scale, String input, OnnxGraph graph) {
    String factor =
        scale.maps()
            ? graph.constant(
                scale.entry() + ".maps",
                new long[] {scale.width(), 1, 1},
                graph.floats(scale.entry()))
            : graph.entry(scale.entry());
    return graph.node("Mul", List.of(input, factor));
  }

  private static String batchNorm(BatchNorm2d norm, String input, OnnxGraph graph) {
    return graph.node(
        "BatchNormalization",
        List.of(
            input,
            graph.entry(norm.name() + ".weight"),
            graph.entry(norm.name() + ".bias"),
            graph.entry(norm.name() + ".running_mean"),
            graph.entry(norm.name() + ".running_var")),
        attribute("epsilon", (float) norm.epsilon()));
  }

  private static String convolution(Conv2d convolution, String input, OnnxGraph graph) {
    var inputs = new ArrayList<>(List.of(input, graph.entry(convolution.name() + ".weight")));
    if (convolution.bias()) {
      inputs.add(graph.entry(convolution.name() + ".bias"));
    }
    return convolve(convolution, inputs, graph);
  }

  private static String convolve(Conv2d convolution, List<String> inputs, OnnxGraph graph) {
    return graph.node(
        "Conv",
        inputs,
        attribute("kernel_shape", both(convolution.kernel())),
        attribute("strides", both(convolution.stride())),
        attribute("pads", everySide(convolution.padding())),
        attribute("group", convolution.groups()));
  }

  private static String convNorm(ConvNorm2d both, String input, OnnxGraph graph) {
    if (!graph.folded()) {
      return batchNorm(both.norm(), convolution(both.convolution(), input, graph), graph);
    }
    Conv2d convolution = both.convolution();
    String norm = both.norm().name();
    float[] weight = graph.floats(convolution.name() + ".weight");
    float[] scale = graph.floats(norm + ".weight");
    float[] shift = graph.floats(norm + ".bias");
    float[] mean = graph.floats(norm + ".running_mean");
    float[] variance = graph.floats(norm + ".running_var");
    int each = weight.length / scale.length;
    float[] bias = new float[scale.length];
    for (int c = 0; c < scale.length; c++) {
      double factor = scale[c] / Math.sqrt(variance[c] + both.norm().epsilon());
      bias[c] = (float) (shift[c] - mean[c] * factor);
      for (int i = c * each; i < (c + 1) * each; i++) {
        weight[i] = (float) (weight[i] * factor);
      }
    }
    long[] shape = {
      convolution.out(),
      convolution.in() / convolution.groups(),
      convolution.kernel(),
      convolution.kernel()
    };
    return convolve(
        convolution,
        List.of(
            input,
            graph.constant(convolution.name() + ".weight", shape, weight),
            graph.constant(convolution.name() + ".bias", new long[] {bias.length}, bias)),
        graph);
  }

  private static String linear(Linear linear, String input, OnnxGraph graph) {
    String weight = graph.node("Transpose", List.of(graph.entry(linear.name() + ".weight")));
    String product = graph.node("MatMul", List.of(input, weight));
    return linear.bias()
        ? graph.node("Add", List.of(product, graph.entry(linear.name() + ".bias")))
        : product;
  }

  private static String gate(Gate gate, String input, OnnxGraph graph) {
    return graph.node("Mul", List.of(input, sequential(gate.opening(), input, graph)));
  }

  private static String residual(Residual residual, String input, OnnxGraph graph) {
    return graph.node(
        "Add",
        List.of(
            sequential(residual.main(), input, graph),
            sequential(residual.shortcut(), input, graph)));
  }

  private static String sequential(Sequential layers, String input, OnnxGraph graph) {
    String value = input;
    for (Layer layer : layers.layers()) {
      value = add(layer, value, graph);
    }
    return value;
  }

  static List<Long> both(long length) {
    return List.of(length, length);
  }

  static List<Long> everySide(long length) {
    return Collections.nCopies(4, length);
  }
}
