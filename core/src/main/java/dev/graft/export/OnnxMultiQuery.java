package dev.graft.export;

import dev.graft.torch.layers.MultiQueryAttention;
import java.util.List;

/** The rule for attention whose heads share keys and values. */
final class OnnxMultiQuery {

  private OnnxMultiQuery() {}

  static String add(MultiQueryAttention attention, String input, OnnxGraph graph) {
    String asked = OnnxRules.add(attention.queries(), input, graph);
    String keys = OnnxRules.add(attention.keys(), input, graph);
    String values = OnnxRules.add(attention.values(), input, graph);
    int width = attention.width();
    String queries = rows(asked, attention.heads(), width, graph);
    String seen =
        OnnxTokenRules.attended(
            queries, rows(keys, 1, width, graph), rows(values, 1, width, graph), width, graph);
    String back = OnnxTokenRules.transposed(seen, graph, 0, 1, 3, 2);
    return graph.node("Reshape", List.of(back, graph.node("Shape", List.of(asked))));
  }

  /** Maps [N, heads * d, H, W] as [N, heads, H * W, d]. */
  private static String rows(String maps, long heads, long width, OnnxGraph graph) {
    String apart = OnnxTokenRules.reshaped(maps, graph, 0, heads, width, -1);
    return OnnxTokenRules.transposed(apart, graph, 0, 1, 3, 2);
  }
}
