package dev.graft.export;

import static dev.graft.export.OnnxGraph.attribute;

import dev.graft.torch.layers.AveragePool2d;
import dev.graft.torch.layers.GlobalAveragePool;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.MaxPool2d;
import dev.graft.torch.layers.SamePadding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules for layers without entries that look at maps through windows. */
final class OnnxWindowRules {

  private static final Map<Class<? extends Layer>, OnnxRules.Rule<? extends Layer>> RULES =
      new HashMap<>();

  static {
    put(AveragePool2d.class, OnnxWindowRules::averagePool);
    put(GlobalAveragePool.class, OnnxWindowRules::globalPool);
    put(MaxPool2d.class, OnnxWindowRules::maxPool);
    put(SamePadding.class, OnnxWindowRules::samePadding);
  }

  private OnnxWindowRules() {}

  private static <L extends Layer> void put(Class<L> kind, OnnxRules.Rule<L> rule) {
    RULES.put(kind, rule);
  }

  /** A rule for each kind. */
  static Map<Class<? extends Layer>, OnnxRules.Rule<? extends Layer>> all() {
    return RULES;
  }

  private static String averagePool(AveragePool2d pool, String input, OnnxGraph graph) {
    return graph.node(
        "AveragePool",
        List.of(input),
        attribute("kernel_shape", OnnxRules.both(pool.size())),
        attribute("strides", OnnxRules.both(pool.size())),
        attribute("ceil_mode", 1),
        attribute("count_include_pad", 0));
  }

  private static String globalPool(GlobalAveragePool pool, String input, OnnxGraph graph) {
    String pooled = graph.node("GlobalAveragePool", List.of(input)); // [N, C, 1, 1]
    return pool.maps() ? pooled : graph.node("Flatten", List.of(pooled), attribute("axis", 1));
  }

  private static String maxPool(MaxPool2d pool, String input, OnnxGraph graph) {
    return graph.node(
        "MaxPool",
        List.of(input),
        attribute("kernel_shape", OnnxRules.both(pool.kernel())),
        attribute("strides", OnnxRules.both(pool.stride())),
        attribute("pads", OnnxRules.everySide(pool.padding())));
  }

  /** From the sizes of the maps: max((ceil(n / s) - 1) * s + k - n, 0) for rows and columns. */
  private static String samePadding(SamePadding padding, String input, OnnxGraph graph) {
    String stride = longs(graph, padding.stride());
    String size = graph.node("Shape", List.of(input), attribute("start", 2), attribute("end", 4));
    String before = graph.node("Add", List.of(size, longs(graph, padding.stride() - 1)));
    String windows = graph.node("Div", List.of(before, stride));
    String steps =
        graph.node("Mul", List.of(graph.node("Sub", List.of(windows, longs(graph, 1))), stride));
    String reach = graph.node("Add", List.of(steps, longs(graph, padding.kernel())));
    String missing = graph.node("Sub", List.of(reach, size));
    String total = graph.node("Max", List.of(missing, longs(graph, 0)));
    String first = graph.node("Div", List.of(total, longs(graph, 2)));
    String second = graph.node("Sub", List.of(total, first));
    String none = graph.longs("no_rows_and_columns", 0, 0);
    String pads = graph.node("Concat", List.of(none, first, none, second), attribute("axis", 0));
    return graph.node("Pad", List.of(input, pads));
  }

  private static String longs(OnnxGraph graph, long value) {
    return graph.longs("long_" + value, value);
  }
}
