package dev.graft.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.graft.backbone.graph.FrozenGraph;
import dev.graft.torch.tensors.StoredTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** A graph under construction: nodes in their order, and the constants they read. */
final class OnnxGraph {

  private static final int OPERATORS = 17;
  private static final int IR_VERSION = 8;

  private ModelProto.Builder model =
      ModelProto.newBuilder()
          .setIrVersion(IR_VERSION)
          .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATORS));
  private final GraphProto.Builder proto = GraphProto.newBuilder();
  private final Map<String, StoredTensor> tensors;
  private final boolean folded;
  private final OptionalInt patches;
  private final Set<String> initializers = new HashSet<>();
  private final Map<String, Integer> names = new HashMap<>();
  private long batch;

  /**
   * {@code tensors} are what layers read, by their names there.
   *
   * @param patches that an image has a side, where it becomes tokens
   */
  OnnxGraph(List<StoredTensor> tensors, boolean folded, OptionalInt patches) {
    this.patches = patches;
    this.tensors = tensors.stream().collect(Collectors.toMap(StoredTensor::name, tensor -> tensor));
    this.folded = folded;
  }

  /** Whether batch normalisation is to be folded. */
  boolean folded() {
    return folded;
  }

  /** Patches that an image has a side; empty where it becomes no tokens. */
  OptionalInt patches() {
    return patches;
  }

  GraphProto.Builder proto() {
    return proto;
  }

  /**
   * Adds a graph that another program made, which reads images from {@code input}; its names begin
   * with {@code given/} or {@code graft/}, as no other's here do.
   *
   * @return the name of its features
   */
  String given(String entry, String input) {
    byte[] bytes = new byte[tensor(entry).elements()];
    tensor(entry).bytes().get(bytes);
    try {
      model = ModelProto.parseFrom(bytes).toBuilder();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("the weights hold a damaged graph", e);
    }
    GraphProto graph = model.getGraph();
    batch = graph.getInput(0).getType().getTensorType().getShape().getDim(0).getDimValue();
    for (NodeProto node : graph.getNodeList()) {
      NodeProto.Builder own = node.toBuilder();
      for (int i = 0; i < own.getInputCount(); i++) {
        if (own.getInput(i).equals(FrozenGraph.IMAGES)) {
          own.setInput(i, input);
        }
      }
      proto.addNode(own);
    }
    proto.addAllInitializer(graph.getInitializerList());
    proto.addAllSparseInitializer(graph.getSparseInitializerList());
    return FrozenGraph.FEATURES;
  }

  /** The file that this graph stands in, of the versions that a given one has. */
  ModelProto.Builder model() {
    return model.setGraph(proto);
  }

  /** Images that the graph takes at a time; 0 where it takes any number. */
  long batch() {
    return batch;
  }

  /** The values of an entry. */
  float[] floats(String entry) {
    return tensor(entry).floats();
  }

  /** Makes an entry of the state dict a constant of that name, once. */
  String entry(String name) {
    StoredTensor tensor = tensor(name);
    return constant(name, tensor.shape(), tensor.floats());
  }

  private StoredTensor tensor(String name) {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("the weights hold no " + name);
    }
    return tensor;
  }

  /** A float32 constant. */
  String constant(String name, long[] shape, float... values) {
    if (!initializers.add(name)) {
      return name;
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    var tensor = TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT.getNumber());
    for (long length : shape) {
      tensor.addDims(length);
    }
    proto.addInitializer(tensor.setRawData(ByteString.copyFrom(bytes)));
    return name;
  }

  /** A vector of int64, a constant. */
  String longs(String name, long... values) {
    if (initializers.add(name)) {
      var tensor = TensorProto.newBuilder().setName(name).setDataType(DataType.INT64.getNumber());
      tensor.addDims(values.length);
      for (long value : values) {
        tensor.addInt64Data(value);
      }
      proto.addInitializer(tensor);
    }
    return name;
  }

  /** Adds a node with one output, whose name it gives. */
  String node(String operator, List<String> inputs, AttributeProto... attributes) {
    int number = names.merge(operator, 1, Integer::sum);
    return node(operator.toLowerCase(Locale.ROOT) + "_" + number, operator, inputs, attributes);
  }

  /** The same with the output's name given. */
  String node(String output, String operator, List<String> inputs, AttributeProto... attributes) {
    proto.addNode(
        NodeProto.newBuilder()
            .setName(output)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return output;
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto attribute(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  static AttributeProto attribute(String name, List<Long> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(values)
        .build();
  }
}
