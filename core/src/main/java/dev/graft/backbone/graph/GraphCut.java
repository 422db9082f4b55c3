package dev.graft.backbone.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.graft.torch.WeightFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Cuts a graph at a value: what that depends on stays. */
final class GraphCut {

  private final GraphFile file;
  private final GraphProto graph;

  GraphCut(GraphFile file) {
    this.file = file;
    this.graph = file.model().getGraph();
  }

  /** What must be given: inputs that are not weights, which older files list there as well. */
  List<ValueInfoProto> inputs() {
    Set<String> weights =
        graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
    return graph.getInputList().stream()
        .filter(input -> !weights.contains(input.getName()))
        .toList();
  }

  /** The nodes and weights that some values depend on, in their order; without outputs. */
  GraphProto upTo(Collection<String> values) {
    List<NodeProto> nodes = graph.getNodeList();
    Map<String, Integer> makers = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String output : nodes.get(i).getOutputList()) {
        makers.put(output, i);
      }
    }
    var kept = new BitSet();
    var needed = new HashSet<>(values);
    var open = new ArrayDeque<>(values);
    while (!open.isEmpty()) {
      Integer maker = makers.get(open.pop());
      if (maker != null && !kept.get(maker)) {
        kept.set(maker);
        for (String name : GraphNames.read(nodes.get(maker))) {
          if (needed.add(name)) {
            open.push(name);
          }
        }
      }
    }
    GraphProto.Builder cut =
        graph.toBuilder().clearNode().clearInput().clearOutput().clearInitializer();
    kept.stream().forEach(i -> cut.addNode(nodes.get(i)));
    graph.getInitializerList().stream()
        .filter(tensor -> needed.contains(tensor.getName()))
        .forEach(cut::addInitializer);
    inputs().stream().filter(i -> needed.contains(i.getName())).forEach(cut::addInput);
    return cut.build();
  }

  /**
   * How images are given to what {@code value} depends on.
   *
   * @throws WeightFileException if it depends on nothing, or on more than images
   */
  GivenImages images(String value) throws WeightFileException {
    List<ValueInfoProto> inputs = upTo(List.of(value)).getInputList();
    if (inputs.isEmpty()) {
      throw new WeightFileException(
          file.path(), "it gives %s whatever the image is; name another node".formatted(value));
    }
    if (inputs.size() > 1) {
      throw new WeightFileException(
          file.path(),
          "it wants %d inputs for %s (%s), and Graft has images alone; name a node that depends on them alone"
              .formatted(
                  inputs.size(),
                  value,
                  inputs.stream().map(GivenImages::described).collect(Collectors.joining("; "))));
    }
    return GivenImages.of(inputs.get(0), file.path());
  }

  /** What {@code value} depends on, in Graft's form. */
  FrozenGraph frozen(String value, int side) throws WeightFileException {
    GivenImages images = images(value);
    var maker = new GraphMaker(file, upTo(List.of(value)), images);
    var notes = new ArrayList<>(images.notes());
    byte[] model = maker.features(value, images.side() == 0 ? side : images.side(), notes);
    return FrozenGraph.of(model).withNotes(notes);
  }
}
