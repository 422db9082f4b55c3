package dev.graft.export;

import static dev.graft.export.OnnxGraph.attribute;
import static dev.graft.export.OnnxTokenRules.linear;
import static dev.graft.export.OnnxTokenRules.part;
import static dev.graft.export.OnnxTokenRules.reshaped;
import static dev.graft.export.OnnxTokenRules.sliced;
import static dev.graft.export.OnnxTokenRules.transposed;

import dev.graft.torch.layers.WindowAttention;
import java.util.List;

/** The rule for attention within windows, which needs the number of windows. */
final class OnnxWindows {

  private static final long END = Integer.MAX_VALUE;

  private final WindowAttention layer;
  private final OnnxGraph graph;
  private final int side; // places
  private final int shift;
  private final long across; // windows
  private final long places; // of a window
  private final long width;

  private OnnxWindows(WindowAttention layer, OnnxGraph graph) {
    this.layer = layer;
    this.graph = graph;
    this.side = graph.patches().orElseThrow() / layer.reduction();
    this.shift = layer.shift(side);
    this.across = side / layer.window();
    this.places = (long) layer.window() * layer.window();
    this.width = layer.width();
  }

  static String add(WindowAttention layer, String input, OnnxGraph graph) {
    return new OnnxWindows(layer, graph).add(input);
  }

  private String add(String input) {
    String shifted = rolled(input, shift);
    long window = layer.window();
    // [N, H, W, C] to [N, H / w, W / w, w, w, C] to [N * windows, w * w, C]
    String split = reshaped(shifted, graph, -1, across, window, across, window, width);
    String windows = reshaped(transposed(split, graph, 0, 1, 3, 2, 4, 5), graph, -1, places, width);
    String seen = attended(windows);
    String parted = reshaped(seen, graph, -1, across, across, window, window, width);
    String whole =
        reshaped(transposed(parted, graph, 0, 1, 3, 2, 4, 5), graph, -1, side, side, width);
    return rolled(whole, -shift);
  }

  /** Moved up and to the left by that many places, round the edge. */
  private String rolled(String input, long by) {
    String value = input;
    for (long axis = 1; by != 0 && axis <= 2; axis++) {
      String rest = sliced(value, graph, axis, by, END);
      String first = sliced(value, graph, axis, 0, by);
      value = graph.node("Concat", List.of(rest, first), attribute("axis", axis));
    }
    return value;
  }

  private String attended(String windows) {
    long heads = layer.heads();
    long each = width / heads;
    String parts =
        transposed(
            reshaped(linear(windows, graph, layer.name() + ".qkv"), graph, 0, 0, 3, heads, each),
            graph,
            2,
            0,
            3,
            1,
            4);
    String scale =
        graph.constant("scale_" + each, new long[0], (float) (1 / Math.sqrt((double) each)));
    String queries = graph.node("Mul", List.of(part(parts, graph, 0), scale));
    String keys = transposed(part(parts, graph, 1), graph, 0, 1, 3, 2);
    String scores = graph.node("MatMul", List.of(queries, keys));
    String added = reshaped(scores, graph, -1, across * across, heads, places, places);
    String biased = graph.node("Add", List.of(added, bias()));
    String whole = reshaped(biased, graph, -1, heads, places, places);
    String shares = graph.node("Softmax", List.of(whole), attribute("axis", -1));
    String seen = graph.node("MatMul", List.of(shares, part(parts, graph, 2)));
    String together = reshaped(transposed(seen, graph, 0, 2, 1, 3), graph, 0, 0, width);
    return linear(together, graph, layer.name() + ".proj");
  }

  /** What is added to scores, [windows or 1, heads, T, T]. */
  private String bias() {
    int t = Math.toIntExact(places);
    int heads = layer.heads();
    int windows = shift == 0 ? 1 : Math.toIntExact(across * across);
    float[] table = graph.floats(layer.name() + ".relative_position_bias_table");
    double[] parts = layer.parts(side, side);
    float[] all = new float[windows * heads * t * t];
    for (int i = 0; i < all.length; i++) {
      int from = i / t % t;
      int to = i % t;
      int window = i / (heads * t * t);
      boolean apart = shift > 0 && parts[at(window, from)] != parts[at(window, to)];
      all[i] =
          table[layer.distance(from, to) * heads + i / (t * t) % heads]
              + (apart ? (float) WindowAttention.APART : 0);
    }
    long[] shape = {windows, heads, t, t};
    return graph.constant(layer.name() + ".bias", shape, all);
  }

  /** Where a place of a window lies in the image, row-major. */
  private int at(int window, int place) {
    int size = layer.window();
    int row = window / (int) across * size + place / size;
    int column = window % (int) across * size + place % size;
    return row * side + column;
  }
}
