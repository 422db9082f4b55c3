package dev.graft.backbone.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An output that a classification head gives: a last linear layer, perhaps with softmax.
 *
 * @param operator of that layer
 * @param before name of what enters it: the features
 */
record ClassScores(String operator, String before) {

  private static final Set<String> AFTER =
      Set.of("Softmax", "LogSoftmax", "Sigmoid", "Identity", "Cast", "Add", "Reshape", "Squeeze");

  /** The head that gives {@code value}, if one does. */
  static Optional<ClassScores> find(GraphProto graph, String value) {
    Map<String, NodeProto> makers = new HashMap<>();
    graph
        .getNodeList()
        .forEach(node -> node.getOutputList().forEach(output -> makers.put(output, node)));
    Set<String> weights = new HashSet<>();
    graph.getInitializerList().stream().map(TensorProto::getName).forEach(weights::add);
    NodeProto node = makers.get(value);
    while (node != null && AFTER.contains(node.getOpType())) {
      boolean flipped = node.getInputCount() > 1 && isWeight(node.getInput(0), makers, weights);
      boolean both =
          node.getOpType().equals("Add")
              && !flipped
              && !isWeight(node.getInput(1), makers, weights);
      node = both ? null : makers.get(node.getInput(flipped ? 1 : 0));
    }
    boolean linear =
        node != null
            && (node.getOpType().equals("Gemm") || node.getOpType().equals("MatMul"))
            && isWeight(node.getInput(1), makers, weights)
            && makers.containsKey(node.getInput(0));
    return linear
        ? Optional.of(new ClassScores(node.getOpType(), node.getInput(0)))
        : Optional.empty();
  }

  /** Whether a value is a weight, or one that was turned or copied. */
  private static boolean isWeight(String name, Map<String, NodeProto> makers, Set<String> weights) {
    NodeProto maker = makers.get(name);
    return weights.contains(name)
        || (maker != null
            && (maker.getOpType().equals("Constant")
                || (Set.of("Transpose", "Identity", "Cast", "DequantizeLinear")
                        .contains(maker.getOpType())
                    && isWeight(maker.getInput(0), makers, weights))));
  }

  /** What a user is told of it. */
  String note(GraphFile file, int width) {
    return "the features are %,d values of a last linear layer (%s), such as class scores; what enters it is onnx:%s#%s"
        .formatted(width, operator, file.path(), before);
  }
}
