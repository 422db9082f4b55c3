package dev.graft.export;

import static dev.graft.export.OnnxGraph.attribute;

import dev.graft.torch.layers.Activation;
import java.util.List;

/** What each activation is in ONNX, whose operators of version 17 have no GELU and no SiLU. */
final class OnnxActivations {

  private OnnxActivations() {}

  static String add(Activation activation, String x, OnnxGraph graph) {
    return switch (activation) {
      case RELU -> graph.node("Relu", List.of(x));
      case RELU6 ->
          graph.node("Clip", List.of(x, number(graph, "zero", 0), number(graph, "six", 6)));
      case GELU -> gelu(x, graph);
      case GELU_TANH -> geluByTanh(x, graph);
      case QUICK_GELU -> {
        String scaled = graph.node("Mul", List.of(x, number(graph, "quick", Activation.QUICK)));
        yield graph.node("Mul", List.of(x, graph.node("Sigmoid", List.of(scaled))));
      }
      case SILU -> graph.node("Mul", List.of(x, graph.node("Sigmoid", List.of(x))));
      case HARD_SWISH -> graph.node("HardSwish", List.of(x));
      case HARD_SIGMOID ->
          graph.node(
              "HardSigmoid", List.of(x), attribute("alpha", 1f / 6), attribute("beta", 0.5f));
      case SIGMOID -> graph.node("Sigmoid", List.of(x));
    };
  }

  /** x * (1 + erf(x / sqrt 2)) / 2. */
  private static String gelu(String x, OnnxGraph graph) {
    String scaled = graph.node("Div", List.of(x, number(graph, "root_two", Math.sqrt(2))));
    String risen =
        graph.node("Add", List.of(graph.node("Erf", List.of(scaled)), number(graph, "one", 1)));
    String product = graph.node("Mul", List.of(x, risen));
    return graph.node("Mul", List.of(product, number(graph, "half", 0.5)));
  }

  /** x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))) / 2. */
  private static String geluByTanh(String x, OnnxGraph graph) {
    String cube = graph.node("Mul", List.of(graph.node("Mul", List.of(x, x)), x));
    String added =
        graph.node(
            "Add",
            List.of(x, graph.node("Mul", List.of(cube, number(graph, "cubic_share", 0.044715)))));
    String scaled =
        graph.node("Mul", List.of(added, number(graph, "root_two_by_pi", Math.sqrt(2 / Math.PI))));
    String risen =
        graph.node("Add", List.of(graph.node("Tanh", List.of(scaled)), number(graph, "one", 1)));
    String product = graph.node("Mul", List.of(x, risen));
    return graph.node("Mul", List.of(product, number(graph, "half", 0.5)));
  }

  private static String number(OnnxGraph graph, String name, double value) {
    return graph.constant(name, new long[0], (float) value);
  }
}
