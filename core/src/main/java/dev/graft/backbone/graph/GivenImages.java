package dev.graft.backbone.graph;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.graft.torch.WeightFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How a graph takes images.
 *
 * @param name of its input
 * @param type of the elements
 * @param channelsLast whether as [N, H, W, 3] and not as [N, 3, H, W]
 * @param side in pixels; 0 where any will do
 * @param batch images at a time; 0 where any number will do
 */
record GivenImages(String name, DataType type, boolean channelsLast, int side, int batch) {

  private static final Set<DataType> TAKEN =
      Set.of(DataType.FLOAT, DataType.FLOAT16, DataType.DOUBLE, DataType.UINT8);

  /**
   * Reads what an input says.
   *
   * @throws WeightFileException if it takes no images that Graft could give
   */
  static GivenImages of(ValueInfoProto input, Path file) throws WeightFileException {
    TypeProto.Tensor tensor = input.getType().getTensorType();
    DataType type = DataType.forNumber(tensor.getElemType());
    List<TensorShapeProto.Dimension> dims = tensor.getShape().getDimList();
    String given = "its input " + described(input);
    if (!input.getType().hasTensorType() || !tensor.hasShape() || dims.size() != 4) {
      throw new WeightFileException(file, given + " takes no images [N, 3, H, W] or [N, H, W, 3]");
    }
    if (type == null || !TAKEN.contains(type)) {
      throw new WeightFileException(
          file, given + " takes no images: these are float32, float16, float64 or uint8");
    }
    boolean last = length(dims.get(1)) != 3 && length(dims.get(3)) == 3;
    int channels = length(dims.get(last ? 3 : 1));
    if (channels != 3 && channels != 0) {
      throw new WeightFileException(
          file, "%s has no dimension of 3 channels, R, G and B".formatted(given));
    }
    int height = length(dims.get(last ? 1 : 2));
    int width = length(dims.get(last ? 2 : 3));
    if (height != 0 && width != 0 && height != width) {
      throw new WeightFileException(
          file, "%s takes images of %d x %d; Graft's are squares".formatted(given, width, height));
    }
    return new GivenImages(
        input.getName(), type, last, Math.max(height, width), length(dims.get(0)));
  }

  /** Whether it takes bytes of pixels and normalises them itself. */
  boolean isOfPixels() {
    return type == DataType.UINT8;
  }

  /** What a user is told of it. */
  List<String> notes() {
    var notes = new ArrayList<String>();
    if (isOfPixels()) {
      notes.add(name + " takes pixels of 0 to 255: images are not normalised");
    }
    if (batch == 1) {
      notes.add("the graph takes one image at a time: they are run one by one");
    } else if (batch > 1) {
      notes.add(
          "the graph takes %d images at a time: fewer are filled up with empty ones"
              .formatted(batch));
    }
    return notes;
  }

  /** A dimension's length, 0 where it is free. */
  static int length(TensorShapeProto.Dimension dimension) {
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, dimension.getDimValue()));
  }

  /** Name, type and shape in words: {@code input float32 [N, 3, 224, 224]}. */
  static String described(ValueInfoProto value) {
    TypeProto.Tensor tensor = value.getType().getTensorType();
    String shape =
        tensor.hasShape()
            ? " ["
                + String.join(
                    ", ", tensor.getShape().getDimList().stream().map(GivenImages::shown).toList())
                + "]"
            : "";
    String type = value.getType().hasTensorType() ? " " + type(tensor.getElemType()) : "";
    return value.getName() + type + shape;
  }

  private static String shown(TensorShapeProto.Dimension dimension) {
    String free = dimension.getDimParam().isEmpty() ? "?" : dimension.getDimParam();
    return dimension.hasDimValue() ? Long.toString(dimension.getDimValue()) : free;
  }

  private static String type(int number) {
    DataType type = DataType.forNumber(number);
    if (type == null || type == DataType.UNDEFINED) {
      return "of unknown type";
    }
    return switch (type) {
      case FLOAT -> "float32";
      case DOUBLE -> "float64";
      default -> type.name().toLowerCase(Locale.ROOT);
    };
  }
}
