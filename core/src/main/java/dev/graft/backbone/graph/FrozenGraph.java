package dev.graft.backbone.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.graft.files.Digest;
import dev.graft.torch.layers.GivenGraph;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A graph as Graft runs it, complete by itself: {@code images}, float32 [N, 3, S, S], to {@code
 * features}, float32 [N, D].
 */
public final class FrozenGraph {

  /** The name of its input. */
  public static final String IMAGES = "images";

  /** The name of its output. */
  public static final String FEATURES = "features";

  private static final Set<DataType> NO_WEIGHTS =
      EnumSet.of(DataType.INT32, DataType.INT64, DataType.BOOL, DataType.STRING);

  private final byte[] model;
  private final String sha256;
  private final int width;
  private final int side;
  private final long parameters;
  private final List<String> notes;

  private FrozenGraph(
      byte[] model, String sha256, int width, int side, long parameters, List<String> notes) {
    this.model = model;
    this.sha256 = sha256;
    this.width = width;
    this.side = side;
    this.parameters = parameters;
    this.notes = List.copyOf(notes);
  }

  /**
   * Reads what {@link #bytes} gave.
   *
   * @throws IllegalArgumentException if it is damaged, or no such graph
   */
  public static FrozenGraph of(byte[] bytes) {
    ModelProto model;
    try {
      model = ModelProto.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("its graph is damaged", e);
    }
    if (model.getGraph().getInputCount() != 1 || model.getGraph().getOutputCount() != 1) {
      throw new IllegalArgumentException("its graph does not take images and give features");
    }
    if (GraphNames.tensors(model.getGraph()).anyMatch(ExternalData::isExternal)) {
      throw new IllegalArgumentException("its graph keeps weights in other files");
    }
    List<TensorShapeProto.Dimension> images = dimensions(model.getGraph().getInput(0), IMAGES, 4);
    List<TensorShapeProto.Dimension> features =
        dimensions(model.getGraph().getOutput(0), FEATURES, 2);
    int width = GivenImages.length(features.get(1));
    if (width < 1) {
      throw new IllegalArgumentException("its graph does not say how many features it gives");
    }
    return new FrozenGraph(
        bytes.clone(),
        Digest.sha256().add(bytes).hex(),
        width,
        GivenImages.length(images.get(2)),
        parameters(model),
        List.of());
  }

  private static List<TensorShapeProto.Dimension> dimensions(
      ValueInfoProto value, String name, int count) {
    List<TensorShapeProto.Dimension> dimensions =
        value.getType().getTensorType().getShape().getDimList();
    if (!value.getName().equals(name) || dimensions.size() != count) {
      throw new IllegalArgumentException("its graph has no %s of %d sizes".formatted(name, count));
    }
    return dimensions;
  }

  /** Elements of what is stored, but for sizes and indices. */
  private static long parameters(ModelProto model) {
    return model.getGraph().getInitializerList().stream()
        .filter(tensor -> GraphNames.isGiven(tensor.getName()))
        .filter(tensor -> !NO_WEIGHTS.contains(DataType.forNumber(tensor.getDataType())))
        .mapToLong(FrozenGraph::elements)
        .sum();
  }

  private static long elements(TensorProto tensor) {
    return tensor.getDimsList().stream().reduce(1L, (a, b) -> a * b);
  }

  FrozenGraph withNotes(Collection<String> more) {
    List<String> all = Stream.concat(notes.stream(), more.stream()).toList();
    return new FrozenGraph(model, sha256, width, side, parameters, all);
  }

  /** An ONNX file, complete by itself. */
  public byte[] bytes() {
    return model.clone();
  }

  /** Length of the feature vector. */
  public int width() {
    return width;
  }

  /** The one side in pixels that images have; 0 where any will do. */
  public int side() {
    return side;
  }

  /** What a user should know of how it came about, a sentence each. */
  public List<String> notes() {
    return notes;
  }

  /** As a layer that reads its bytes under the name {@code entry}. */
  public GivenGraph layer(String entry) {
    return new GivenGraph(entry, sha256, model.length, parameters, width, OnnxEngine.PROCESSOR);
  }
}
