package dev.graft.backbone.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * ONNX files of other programs, in small: a convolution of 3 x 3 to {@link #CHANNELS} maps, a mean,
 * and a linear layer to 5 class scores.
 */
public final class SmallGraph {

  /** Of the maps. */
  public static final int CHANNELS = 6;

  private static final int CLASSES = 5;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("small");
  private final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);
  private final SplittableRandom random = new SplittableRandom(7);
  private long operators = 16;

  /** Nothing yet. */
  public SmallGraph() {}

  /** One that takes float32 [N, 3, S, S]. */
  public static SmallGraph usual() {
    return new SmallGraph().input("input", DataType.FLOAT, "N", 3, "S", "S").body("input").head();
  }

  /** An input; a dimension is a number or the name of a free one. */
  public SmallGraph input(String name, DataType type, Object... dimensions) {
    graph.addInput(value(name, type, dimensions));
    return this;
  }

  /** From images [N, 3, S, S] to {@code maps}, {@code mean} and {@code pooled}. */
  public SmallGraph body(String images) {
    weights("conv.weight", CHANNELS, 3, 3, 3);
    weights("conv.bias", CHANNELS);
    node("Conv", "conv", List.of(images, "conv.weight", "conv.bias"), ints("strides", 2, 2));
    node("Relu", "maps", List.of("conv"));
    node("GlobalAveragePool", "mean", List.of("maps"));
    return node("Flatten", "pooled", List.of("mean"));
  }

  /** Class scores {@code output}, the output. */
  public SmallGraph head() {
    weights("fc.weight", CHANNELS, CLASSES);
    weights("fc.bias", CLASSES);
    node("Gemm", "output", List.of("pooled", "fc.weight", "fc.bias"));
    return output("output");
  }

  /** A node with one output, whose name it has. */
  public SmallGraph node(
      String operator, String output, List<String> inputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName("node_" + output)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return this;
  }

  /** An output of the graph. */
  public SmallGraph output(String name) {
    graph.addOutput(ValueInfoProto.newBuilder().setName(name));
    return this;
  }

  /** Random weights. */
  public SmallGraph weights(String name, long... shape) {
    var tensor = TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT.getNumber());
    for (long length : shape) {
      tensor.addDims(length);
    }
    for (long i = LongStream.of(shape).reduce(1, (a, b) -> a * b); i > 0; i--) {
      tensor.addFloatData((float) random.nextDouble(-0.5, 0.5));
    }
    graph.addInitializer(tensor);
    return this;
  }

  /** A constant. */
  public SmallGraph constant(String name, float value) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.FLOAT.getNumber())
            .addFloatData(value));
    return this;
  }

  /** A vector of sizes. */
  public SmallGraph sizes(String name, long... values) {
    var tensor = TensorProto.newBuilder().setName(name).setDataType(DataType.INT64.getNumber());
    tensor.addDims(values.length);
    LongStream.of(values).forEach(tensor::addInt64Data);
    graph.addInitializer(tensor);
    return this;
  }

  /** Other operators than version 16. */
  public SmallGraph operators(long version) {
    operators = version;
    return this;
  }

  /** Something it says of itself. */
  public SmallGraph metadata(String key, String text) {
    model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(text));
    return this;
  }

  /** Lists weights among the inputs, as files of IR version 3 do. */
  public SmallGraph old() {
    model.setIrVersion(3);
    for (TensorProto tensor : graph.getInitializerList()) {
      var dimensions = tensor.getDimsList().toArray();
      graph.addInput(value(tensor.getName(), DataType.FLOAT, dimensions));
    }
    return this;
  }

  /** Moves a weight into another file, which is not written. */
  public SmallGraph external(String name, String location, long offset, long length) {
    for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
      if (tensor.getName().equals(name)) {
        tensor
            .clearFloatData()
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(entry("location", location))
            .addExternalData(entry("offset", Long.toString(offset)))
            .addExternalData(entry("length", Long.toString(length)));
      }
    }
    return this;
  }

  /** The values of a weight. */
  public List<Float> values(String name) {
    return graph.getInitializerList().stream()
        .filter(tensor -> tensor.getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getFloatDataList();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /** Writes it. */
  public Path write(Path file) throws IOException {
    return Files.write(
        file,
        model
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(operators))
            .setGraph(graph)
            .build()
            .toByteArray());
  }

  /** An attribute of several numbers. */
  public static AttributeProto ints(String name, long... values) {
    var attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    LongStream.of(values).forEach(attribute::addInts);
    return attribute.build();
  }

  /** An attribute of one number. */
  public static AttributeProto number(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static ValueInfoProto value(String name, DataType type, Object... dimensions) {
    var shape = TensorShapeProto.newBuilder();
    for (Object dimension : dimensions) {
      var each = TensorShapeProto.Dimension.newBuilder();
      shape.addDim(
          dimension instanceof Number number
              ? each.setDimValue(number.longValue())
              : each.setDimParam(dimension.toString()));
    }
    var tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
