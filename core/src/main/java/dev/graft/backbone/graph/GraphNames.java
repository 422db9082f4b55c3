package dev.graft.backbone.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The names in a graph, those of its inner graphs among them. */
final class GraphNames {

  /** What all names of a given graph begin with once it is Graft's: nothing else begins so. */
  private static final String GIVEN = "given/";

  private GraphNames() {}

  /** The name of a value in a graph whose names are {@link #given}. */
  static String given(String name) {
    return name.isEmpty() ? name : GIVEN + name; // what is left out has none
  }

  static boolean isGiven(String name) {
    return name.startsWith(GIVEN);
  }

  /** The same graph under names that collide with none of Graft's; without notes on its values. */
  static GraphProto given(GraphProto graph) {
    GraphProto.Builder renamed =
        graph.toBuilder()
            .clearNode()
            .clearInitializer()
            .clearInput()
            .clearOutput()
            .clearValueInfo()
            .clearQuantizationAnnotation();
    graph.getNodeList().forEach(node -> renamed.addNode(given(node)));
    for (TensorProto tensor : graph.getInitializerList()) {
      renamed.addInitializer(tensor.toBuilder().setName(given(tensor.getName())));
    }
    for (int i = 0; i < graph.getSparseInitializerCount(); i++) {
      var values = renamed.getSparseInitializerBuilder(i).getValuesBuilder();
      values.setName(given(values.getName()));
    }
    graph.getInputList().forEach(value -> renamed.addInput(given(value)));
    graph.getOutputList().forEach(value -> renamed.addOutput(given(value)));
    return renamed.build();
  }

  private static ValueInfoProto given(ValueInfoProto value) {
    return value.toBuilder().setName(given(value.getName())).build();
  }

  private static NodeProto given(NodeProto node) {
    NodeProto.Builder renamed =
        node.toBuilder().clearInput().clearOutput().clearAttribute().setName(given(node.getName()));
    node.getInputList().forEach(name -> renamed.addInput(given(name)));
    node.getOutputList().forEach(name -> renamed.addOutput(given(name)));
    for (AttributeProto attribute : node.getAttributeList()) {
      AttributeProto.Builder inner = attribute.toBuilder().clearGraphs();
      if (attribute.hasG()) {
        inner.setG(given(attribute.getG()));
      }
      attribute.getGraphsList().forEach(graph -> inner.addGraphs(given(graph)));
      renamed.addAttribute(inner);
    }
    return renamed.build();
  }

  /** Every value that a node reads, in its inner graphs as well. */
  static Set<String> read(NodeProto node) {
    var names = new LinkedHashSet<>(node.getInputList());
    inner(node).forEach(graph -> graph.getNodeList().forEach(each -> names.addAll(read(each))));
    inner(node).forEach(graph -> graph.getOutputList().forEach(out -> names.add(out.getName())));
    names.remove("");
    return names;
  }

  /** All tensors that a graph keeps, in inner graphs as well. */
  static Stream<TensorProto> tensors(GraphProto graph) {
    Stream<TensorProto> inNodes =
        graph.getNodeList().stream()
            .flatMap(
                node ->
                    Stream.concat(
                        node.getAttributeList().stream()
                            .flatMap(a -> Stream.concat(of(a), a.getTensorsList().stream())),
                        inner(node).stream().flatMap(GraphNames::tensors)));
    Stream<TensorProto> sparse =
        graph.getSparseInitializerList().stream()
            .flatMap(each -> Stream.of(each.getValues(), each.getIndices()));
    return Stream.of(graph.getInitializerList().stream(), sparse, inNodes).flatMap(each -> each);
  }

  private static Stream<TensorProto> of(AttributeProto attribute) {
    return attribute.hasT() ? Stream.of(attribute.getT()) : Stream.of();
  }

  private static List<GraphProto> inner(NodeProto node) {
    return node.getAttributeList().stream()
        .flatMap(
            attribute ->
                Stream.concat(
                    attribute.hasG() ? Stream.of(attribute.getG()) : Stream.of(),
                    attribute.getGraphsList().stream()))
        .toList();
  }
}
