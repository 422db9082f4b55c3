package dev.graft.backbone.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.graft.torch.WeightFileException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts Graft's form around a cut graph: normalised images [N, 3, S, S] become what it takes, what
 * it gives becomes features [N, D]. Only operators whose meaning never changed since version 7 are
 * added, so that the graph keeps the versions it has.
 */
final class GraphMaker {

  /** The first whose weights need not be inputs. */
  private static final long IR_VERSION = 4;

  /** Images that a graph is tried with, where it takes any number: more than one shows rows. */
  private static final int TRIED = 2;

  private final GraphFile file;
  private final GivenImages images;
  private final GraphProto.Builder graph;
  private final int batch;

  /** Around {@code cut}, whose names are the file's. */
  GraphMaker(GraphFile file, GraphProto cut, GivenImages images) {
    this.file = file;
    this.images = images;
    this.batch = images.batch() == 0 ? TRIED : images.batch();
    GraphProto given = GraphNames.given(cut);
    this.graph = given.toBuilder().clearNode().clearInput().clearOutput();
    graph.addInput(input());
    String last = convert(FrozenGraph.IMAGES);
    node("Identity", last, GraphNames.given(images.name()));
    graph.addAllNode(given.getNodeList());
  }

  private ValueInfoProto input() {
    String side = images.side() == 0 ? "S" : "";
    return value(
        FrozenGraph.IMAGES,
        dimension("N", images.batch()),
        dimension("", 3),
        dimension(side, images.side()),
        dimension(side, images.side()));
  }

  private String convert(String normalised) {
    String last = normalised;
    if (images.isOfPixels()) { // 0 to 1 come; half more is cut off again
      constant("graft/white", 255);
      constant("graft/half", 0.5f);
      last = node("Mul", List.of(last, "graft/white"), "graft/scaled");
      last = node("Add", List.of(last, "graft/half"), "graft/rounded");
    }
    if (images.type() != DataType.FLOAT) {
      last = node("Cast", last, "graft/cast", attribute("to", images.type().getNumber()));
    }
    return images.channelsLast()
        ? node("Transpose", last, "graft/channels_last", attribute("perm", 0, 2, 3, 1))
        : last;
  }

  /** What a value is for some images: its type, and its shape with these in it. */
  record Seen(OnnxJavaType type, List<Long> shape) {}

  /**
   * Runs the graph on images of zeros.
   *
   * @throws WeightFileException if ONNX Runtime does not
   */
  Map<String, Seen> look(List<String> values, int side) throws WeightFileException {
    GraphProto.Builder looked = graph.clone();
    values.forEach(
        name -> looked.addOutput(ValueInfoProto.newBuilder().setName(GraphNames.given(name))));
    long[] shape = {batch, 3, side, side};
    var zeros = FloatBuffer.allocate(Math.multiplyExact(3 * batch, side * side));
    try (OrtSession session = OnnxEngine.session(model(looked).toByteArray());
        OnnxTensor input = OnnxTensor.createTensor(OnnxRuntime.environment(), zeros, shape);
        OrtSession.Result result = session.run(Map.of(FrozenGraph.IMAGES, input))) {
      var seen = new LinkedHashMap<String, Seen>();
      for (int i = 0; i < values.size(); i++) {
        OnnxValue value = result.get(i);
        if (value.getInfo() instanceof TensorInfo info) {
          seen.put(
              values.get(i), new Seen(info.type, Arrays.stream(info.getShape()).boxed().toList()));
        }
      }
      return seen;
    } catch (OrtException e) {
      throw new WeightFileException(
          file.path(),
          "ONNX Runtime cannot run it on images of %d pixels a side: %s"
              .formatted(side, OnnxEngine.reason(e)),
          e);
    }
  }

  /**
   * The whole model, whose features are {@code value}.
   *
   * @param notes get what was done to it
   */
  byte[] features(String value, int side, List<String> notes) throws WeightFileException {
    Seen seen = look(List.of(value), side).get(value);
    if (seen == null || seen.shape().isEmpty() || seen.shape().get(0) != batch) {
      throw new WeightFileException(
          file.path(),
          "%s is no features of %d images%s; name another node"
              .formatted(value, batch, seen == null ? "" : ": " + shown(seen.shape())));
    }
    Pooled pooled = Pooled.of(seen.shape());
    if (pooled == Pooled.NOT) {
      throw new WeightFileException(
          file.path(),
          "%s is %s; features are [N, D], tokens [N, T, D] or maps [N, C, H, W]: name another node"
              .formatted(value, shown(seen.shape())));
    }
    String last = GraphNames.given(value);
    if (seen.type() != OnnxJavaType.FLOAT) {
      last = node("Cast", last, "graft/as_float", attribute("to", DataType.FLOAT.getNumber()));
    }
    last = pool(pooled, last);
    node("Identity", last, FrozenGraph.FEATURES);
    graph.addOutput(
        value(
            FrozenGraph.FEATURES,
            dimension("N", images.batch()),
            dimension("", (int) pooled.width(seen.shape()))));
    pooled.note(value, seen.shape()).ifPresent(notes::add);
    return model(graph).toByteArray();
  }

  private String pool(Pooled pooled, String value) {
    return switch (pooled) {
      case FIRST_TOKEN -> {
        graph.addInitializer(
            TensorProto.newBuilder()
                .setName("graft/first")
                .setDataType(DataType.INT64.getNumber())
                .addInt64Data(0));
        yield node("Gather", List.of(value, "graft/first"), "graft/token", attribute("axis", 1));
      }
      case TOKENS -> mean(node("Transpose", value, "graft/turned", attribute("perm", 0, 2, 1)));
      case PLACES_LAST ->
          mean(node("Transpose", value, "graft/turned", attribute("perm", 0, 3, 1, 2)));
      case PLACES -> mean(value);
      default -> value;
    };
  }

  private String mean(String value) {
    String mean = node("GlobalAveragePool", value, "graft/mean");
    return node("Flatten", mean, "graft/flat", attribute("axis", 1));
  }

  private ModelProto model(GraphProto.Builder of) {
    return file.model().toBuilder()
        .clearMetadataProps()
        .clearTrainingInfo()
        .setIrVersion(Math.max(IR_VERSION, file.model().getIrVersion()))
        .setGraph(of)
        .build();
  }

  private void constant(String name, float value) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.FLOAT.getNumber())
            .addFloatData(value));
  }

  private String node(String operator, String input, String output, AttributeProto... attributes) {
    return node(operator, List.of(input), output, attributes);
  }

  private String node(
      String operator, List<String> inputs, String output, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(output)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return output;
  }

  private static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static AttributeProto attribute(String name, long first, long... others) {
    var ints =
        AttributeProto.newBuilder()
            .setName(name)
            .setType(AttributeProto.AttributeType.INTS)
            .addInts(first);
    for (long other : others) {
      ints.addInts(other);
    }
    return ints.build();
  }

  private static TensorShapeProto.Dimension dimension(String free, int length) {
    var dimension = TensorShapeProto.Dimension.newBuilder();
    return length == 0
        ? dimension.setDimParam(free).build()
        : dimension.setDimValue(length).build();
  }

  private static ValueInfoProto value(String name, TensorShapeProto.Dimension... dimensions) {
    var shape = TensorShapeProto.newBuilder().addAllDim(List.of(dimensions));
    var tensor =
        TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.getNumber()).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  /** {@code [2, 1280]} with N for the images. */
  static String shown(List<Long> shape) {
    var words = new ArrayList<String>();
    for (long length : shape) {
      words.add(words.isEmpty() ? "N" : Long.toString(length));
    }
    return "[" + String.join(", ", words) + "]";
  }
}
