package dev.graft.export;

import static dev.graft.export.OnnxGraph.attribute;

import dev.graft.torch.layers.Attention;
import dev.graft.torch.layers.GatedUnit;
import dev.graft.torch.layers.LatentAttention;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.LayerNorm;
import dev.graft.torch.layers.Layout;
import dev.graft.torch.layers.MultiQueryAttention;
import dev.graft.torch.layers.Positions;
import dev.graft.torch.layers.Prepended;
import dev.graft.torch.layers.ResponseNorm;
import dev.graft.torch.layers.Rotary;
import dev.graft.torch.layers.TokenPool;
import dev.graft.torch.layers.WindowAttention;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules for layers of transformers, and for what ConvNeXt took over from them. */
final class OnnxTokenRules {

  private static final long END = Integer.MAX_VALUE; // of a slice: up to the last

  private static final Map<Class<? extends Layer>, OnnxRules.Rule<? extends Layer>> RULES =
      new HashMap<>();

  static {
    put(Attention.class, OnnxTokenRules::attention);
    put(GatedUnit.class, OnnxTokenRules::gatedUnit);
    put(LatentAttention.class, OnnxTokenRules::latentAttention);
    put(LayerNorm.class, OnnxTokenRules::layerNorm);
    put(Layout.class, OnnxTokenRules::layout);
    put(MultiQueryAttention.class, OnnxMultiQuery::add);
    put(Positions.class, OnnxTokenRules::positions);
    put(Prepended.class, OnnxTokenRules::prepended);
    put(ResponseNorm.class, OnnxTokenRules::responseNorm);
    put(TokenPool.class, OnnxTokenRules::tokenPool);
    put(WindowAttention.class, OnnxWindows::add);
  }

  private OnnxTokenRules() {}

  private static <L extends Layer> void put(Class<L> kind, OnnxRules.Rule<L> rule) {
    RULES.put(kind, rule);
  }

  /** A rule for each kind. */
  static Map<Class<? extends Layer>, OnnxRules.Rule<? extends Layer>> all() {
    return RULES;
  }

  private static String layerNorm(LayerNorm norm, String input, OnnxGraph graph) {
    String value = norm.maps() ? transposed(input, graph, 0, 2, 3, 1) : input;
    String normalised =
        graph.node(
            "LayerNormalization",
            List.of(
                value, graph.entry(norm.name() + ".weight"), graph.entry(norm.name() + ".bias")),
            attribute("axis", -1),
            attribute("epsilon", (float) norm.epsilon()));
    return norm.maps() ? transposed(normalised, graph, 0, 3, 1, 2) : normalised;
  }

  private static String layout(Layout layout, String input, OnnxGraph graph) {
    return switch (layout) {
      case CHANNELS_BEHIND -> transposed(input, graph, 0, 2, 3, 1);
      case CHANNELS_AHEAD -> transposed(input, graph, 0, 3, 1, 2);
      case TOKENS -> transposed(reshaped(input, graph, 0, 0, -1), graph, 0, 2, 1);
      case MERGED -> { // by columns: rows and columns are exchanged meanwhile
        String across = transposed(input, graph, 0, 3, 2, 1);
        String merged = graph.node("SpaceToDepth", List.of(across), attribute("blocksize", 2));
        yield transposed(merged, graph, 0, 3, 2, 1);
      }
      case MAP -> reshaped(input, graph, 0, 0, 1, 1);
      case VECTOR -> graph.node("Flatten", List.of(input), attribute("axis", 1));
    };
  }

  private static String prepended(Prepended tokens, String input, OnnxGraph graph) {
    String own = graph.entry(tokens.entry());
    // As many times as there are images: a zero of each image's own, spread over the tokens.
    String first = sliced(input, graph, 1, 0, 1);
    String zero = graph.node("Mul", List.of(first, graph.constant("zero", new long[0], 0)));
    String each = graph.node("Add", List.of(own, zero));
    return graph.node("Concat", List.of(each, input), attribute("axis", 1));
  }

  private static String positions(Positions positions, String input, OnnxGraph graph) {
    int wanted = graph.patches().orElse(positions.side());
    if (wanted == positions.side()) {
      return graph.node("Add", List.of(input, graph.entry(positions.entry())));
    }
    try (var scope = Scope.withoutGradients()) {
      long count = positions.prefix() + (long) positions.side() * positions.side();
      Tensor stored = Tensor.of(graph.floats(positions.entry()), 1, count, positions.width());
      Tensor resampled = positions.of(stored, wanted);
      String constant = graph.constant(positions.entry(), resampled.shape(), resampled.floats());
      return graph.node("Add", List.of(input, constant));
    }
  }

  private static String tokenPool(TokenPool pool, String input, OnnxGraph graph) {
    if (pool.kind() == TokenPool.Kind.FIRST) {
      String first = sliced(input, graph, 1, 0, 1);
      return graph.node("Flatten", List.of(first), attribute("axis", 1));
    }
    String patches = pool.prefix() == 0 ? input : sliced(input, graph, 1, pool.prefix(), END);
    return mean(patches, graph, false, 1);
  }

  private static String attention(Attention attention, String input, OnnxGraph graph) {
    long width = attention.width();
    long heads = attention.heads();
    String product = product(input, graph, attention.name() + ".qkv.weight");
    String all =
        switch (attention.bias()) {
          case NONE -> product;
          case ALL ->
              graph.node("Add", List.of(product, graph.entry(attention.name() + ".qkv.bias")));
          case QUERIES_AND_VALUES -> graph.node("Add", List.of(product, biases(attention, graph)));
        };
    // [3, N, heads, T, d]
    String parts =
        transposed(reshaped(all, graph, 0, 0, 3, heads, width / heads), graph, 2, 0, 3, 1, 4);
    String queries = part(parts, graph, 0);
    String keys = part(parts, graph, 1);
    if (attention.rotary().isPresent()) {
      int d = Math.toIntExact(width / heads);
      queries = turned(attention.rotary().get(), queries, d, graph);
      keys = turned(attention.rotary().get(), keys, d, graph);
    }
    String seen = attended(queries, keys, part(parts, graph, 2), width / heads, graph);
    return linear(
        reshaped(transposed(seen, graph, 0, 2, 1, 3), graph, 0, 0, width),
        graph,
        attention.name() + ".proj");
  }

  private static String biases(Attention attention, OnnxGraph graph) {
    int width = attention.width();
    float[] all = new float[3 * width];
    System.arraycopy(graph.floats(attention.name() + ".q_bias"), 0, all, 0, width);
    System.arraycopy(graph.floats(attention.name() + ".v_bias"), 0, all, 2 * width, width);
    return graph.constant(attention.name() + ".qkv.bias", new long[] {all.length}, all);
  }

  /** Queries, keys or values of [3, N, heads, T, d]. */
  static String part(String parts, OnnxGraph graph, int which) {
    String index = graph.longs("part_" + which, which);
    String taken = graph.node("Gather", List.of(parts, index), attribute("axis", 0));
    return graph.node("Squeeze", List.of(taken, graph.longs("axis_0", 0)));
  }

  static String attended(String queries, String keys, String values, long width, OnnxGraph graph) {
    String scale =
        graph.constant("scale_" + width, new long[0], (float) (1 / Math.sqrt((double) width)));
    String scaled = graph.node("Mul", List.of(queries, scale));
    String scores = graph.node("MatMul", List.of(scaled, transposed(keys, graph, 0, 1, 3, 2)));
    String shares = graph.node("Softmax", List.of(scores), attribute("axis", -1));
    return graph.node("MatMul", List.of(shares, values));
  }

  private static String latentAttention(LatentAttention pool, String input, OnnxGraph graph) {
    long heads = pool.heads();
    long each = pool.width() / heads;
    String latent = linear(graph.entry(pool.name() + ".latent"), graph, pool.name() + ".q");
    String queries = transposed(reshaped(latent, graph, 1, 1, heads, each), graph, 0, 2, 1, 3);
    String both =
        transposed(
            reshaped(linear(input, graph, pool.name() + ".kv"), graph, 0, 0, 2, heads, each),
            graph,
            2,
            0,
            3,
            1,
            4);
    String seen = attended(queries, part(both, graph, 0), part(both, graph, 1), each, graph);
    String together = reshaped(transposed(seen, graph, 0, 2, 1, 3), graph, 0, 0, pool.width());
    return linear(together, graph, pool.name() + ".proj");
  }

  private static String turned(Rotary rotary, String x, int d, OnnxGraph graph) {
    String prefix = sliced(x, graph, 2, 0, rotary.prefix());
    String places = sliced(x, graph, 2, rotary.prefix(), END);
    int side = graph.patches().orElseThrow();
    double[] angles = rotary.angles(side * side, d);
    float[] cosines = new float[angles.length];
    float[] sines = new float[angles.length];
    for (int i = 0; i < angles.length; i++) {
      cosines[i] = (float) Math.cos(angles[i]);
      sines[i] = (float) Math.sin(angles[i]);
    }
    long[] shape = {(long) side * side, d};
    String straight =
        graph.node("Mul", List.of(places, graph.constant("rotary_cosines", shape, cosines)));
    String across =
        graph.node(
            "Mul",
            List.of(
                partners(rotary, places, d, graph), graph.constant("rotary_sines", shape, sines)));
    String both = graph.node("Add", List.of(straight, across));
    return rotary.prefix() == 0
        ? both
        : graph.node("Concat", List.of(prefix, both), attribute("axis", 2));
  }

  /** Of each pair (a, b), (-b, a): a matrix of zeros, ones and minus ones does it. */
  private static String partners(Rotary rotary, String x, int d, OnnxGraph graph) {
    float[] matrix = new float[d * d]; // row: value that is read; column: where it goes
    for (int i = 0; i < d / 2; i++) {
      boolean halves = rotary.kind() == Rotary.Kind.HALVES;
      int a = halves ? i : 2 * i;
      int b = halves ? i + d / 2 : 2 * i + 1;
      matrix[b * d + a] = -1;
      matrix[a * d + b] = 1;
    }
    String partners = graph.constant("rotary_partners", new long[] {d, d}, matrix);
    return graph.node("MatMul", List.of(x, partners));
  }

  private static String gatedUnit(GatedUnit unit, String input, OnnxGraph graph) {
    String gate = sliced(input, graph, -1, 0, unit.width());
    String rest = sliced(input, graph, -1, unit.width(), END);
    String opened = graph.node("Mul", List.of(gate, graph.node("Sigmoid", List.of(gate))));
    return graph.node("Mul", List.of(opened, rest));
  }

  private static String responseNorm(ResponseNorm norm, String x, OnnxGraph graph) {
    String norms = graph.node("ReduceL2", List.of(x), attribute("axes", List.of(2L, 3L)));
    String mean = mean(norms, graph, true, 1);
    String epsilon = graph.constant("response_epsilon", new long[0], (float) ResponseNorm.EPSILON);
    String relative = graph.node("Div", List.of(norms, graph.node("Add", List.of(mean, epsilon))));
    long[] shape = {norm.width(), 1, 1};
    String weight =
        graph.constant(norm.name() + ".weight", shape, graph.floats(norm.name() + ".weight"));
    String bias = graph.constant(norm.name() + ".bias", shape, graph.floats(norm.name() + ".bias"));
    String scaled = graph.node("Mul", List.of(x, graph.node("Mul", List.of(weight, relative))));
    return graph.node("Add", List.of(graph.node("Add", List.of(x, bias)), scaled));
  }

  static String linear(String input, OnnxGraph graph, String name) {
    return graph.node(
        "Add", List.of(product(input, graph, name + ".weight"), graph.entry(name + ".bias")));
  }

  private static String product(String input, OnnxGraph graph, String weight) {
    return graph.node(
        "MatMul", List.of(input, graph.node("Transpose", List.of(graph.entry(weight)))));
  }

  private static String mean(String input, OnnxGraph graph, boolean keeps, long axis) {
    return graph.node(
        "ReduceMean",
        List.of(input),
        attribute("axes", List.of(axis)),
        attribute("keepdims", keeps ? 1 : 0));
  }

  static String transposed(String input, OnnxGraph graph, long... order) {
    return graph.node("Transpose", List.of(input), attribute("perm", list(order)));
  }

  /** 0 keeps a dimension, -1 is what remains. */
  static String reshaped(String input, OnnxGraph graph, long... shape) {
    String name = "shape" + String.join("_", list(shape).stream().map(String::valueOf).toList());
    return graph.node("Reshape", List.of(input, graph.longs(name, shape)));
  }

  static String sliced(String input, OnnxGraph graph, long axis, long from, long to) {
    return graph.node(
        "Slice",
        List.of(
            input,
            graph.longs("at_" + from, from),
            graph.longs("at_" + to, to),
            graph.longs("axis_" + axis, axis)));
  }

  private static List<Long> list(long... values) {
    return java.util.Arrays.stream(values).boxed().toList();
  }
}
