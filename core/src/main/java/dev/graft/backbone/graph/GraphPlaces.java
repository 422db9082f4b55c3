package dev.graft.backbone.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxJavaType;
import dev.graft.torch.WeightFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a graph can be cut without cutting through a branch: values that all that comes later of an
 * image passes through.
 */
final class GraphPlaces {

  private final GraphFile file;
  private final GraphProto graph;

  GraphPlaces(GraphFile file) {
    this.file = file;
    this.graph = file.model().getGraph();
  }

  /** Those whose shape can be features; of neighbours of one shape the last. */
  List<GraphFile.Place> list(int side) throws WeightFileException {
    GivenImages images = images();
    Map<String, NodeProto> narrow = narrow(images.name());
    List<String> values = List.copyOf(narrow.keySet());
    if (values.isEmpty()) {
      return List.of();
    }
    var maker = new GraphMaker(file, new GraphCut(file).upTo(values), images);
    Map<String, GraphMaker.Seen> seen =
        maker.look(values, images.side() == 0 ? side : images.side());
    var places = new ArrayList<GraphFile.Place>();
    for (String value : values) {
      GraphMaker.Seen is = seen.get(value);
      if (is == null || is.type() != OnnxJavaType.FLOAT || Pooled.of(is.shape()) == Pooled.NOT) {
        continue;
      }
      int last = places.size() - 1;
      String shape = GraphMaker.shown(is.shape());
      if (last >= 0 && places.get(last).shape().equals(shape)) {
        places.remove(last);
      }
      places.add(new GraphFile.Place(value, narrow.get(value).getOpType(), shape));
    }
    return places;
  }

  /** The first input that takes them. */
  private GivenImages images() throws WeightFileException {
    Optional<WeightFileException> refused = Optional.empty();
    for (ValueInfoProto input : new GraphCut(file).inputs()) {
      try {
        return GivenImages.of(input, file.path());
      } catch (WeightFileException e) {
        refused = refused.isEmpty() ? Optional.of(e) : refused;
      }
    }
    throw refused.orElseGet(() -> new WeightFileException(file.path(), "it has no input"));
  }

  private Map<String, NodeProto> narrow(String images) {
    Set<String> given = new HashSet<>();
    new GraphCut(file).inputs().forEach(input -> given.add(input.getName()));
    given.remove(images);
    Map<String, Integer> lastReads = lastReads();
    Set<String> open = new HashSet<>(Set.of(images));
    Set<String> ofImages = new HashSet<>(Set.of(images));
    var narrow = new LinkedHashMap<String, NodeProto>();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      NodeProto node = graph.getNode(i);
      Set<String> reads = GraphNames.read(node);
      boolean mixed = reads.stream().anyMatch(given::contains);
      if (mixed) {
        given.addAll(node.getOutputList());
      } else if (reads.stream().anyMatch(ofImages::contains)) {
        ofImages.addAll(node.getOutputList());
        open.addAll(node.getOutputList());
      }
      int now = i;
      open.removeIf(value -> lastReads.getOrDefault(value, -1) <= now && !isLast(value, node));
      boolean alone = open.size() == 1 && open.contains(node.getOutput(0));
      if (alone && ofImages.contains(node.getOutput(0))) {
        narrow.put(node.getOutput(0), node);
      }
    }
    return narrow;
  }

  /** An output of the graph that this node gives: nothing reads it. */
  private boolean isLast(String value, NodeProto node) {
    return node.getOutputList().contains(value)
        && graph.getOutputList().stream().anyMatch(output -> output.getName().equals(value));
  }

  private Map<String, Integer> lastReads() {
    Map<String, Integer> reads = new HashMap<>();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      for (String value : GraphNames.read(graph.getNode(i))) {
        reads.put(value, i);
      }
    }
    return reads;
  }
}
