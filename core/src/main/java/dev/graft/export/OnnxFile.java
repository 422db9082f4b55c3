package dev.graft.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.backbone.StoredPreprocessing;
import dev.graft.data.image.Preprocessing;
import dev.graft.files.WholeFile;
import dev.graft.train.Classifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A classifier as an ONNX file (operators of version 17, IR version 8), for any number of images at
 * once; one on a given graph has that graph's versions, and takes as many images as it does. Its
 * metadata names classes, architecture, preprocessing and temperature as a saved classifier's
 * header does.
 */
public final class OnnxFile {

  /** Name of the graph's input in both forms. */
  static final String INPUT = "images";

  private static final String BATCH = "N";

  private OnnxFile() {}

  /** Looks at a file that is whole and not yet in its place; where it throws, it gets none. */
  @FunctionalInterface
  public interface Check {
    void of(Path file) throws IOException;
  }

  /** Writes the file, whole or not at all, without looking at it again. */
  public static void write(Path file, Classifier classifier, OnnxForm form) throws IOException {
    write(file, classifier, form, written -> {});
  }

  /**
   * The same; where {@code check} throws, what was there before stays.
   *
   * @param check for example {@link OnnxCheck#compare}
   */
  public static void write(Path file, Classifier classifier, OnnxForm form, Check check)
      throws IOException {
    ModelProto model = model(classifier, form);
    WholeFile.write(file, model::writeTo, check::of);
  }

  private static ModelProto model(Classifier classifier, OnnxForm form) {
    int side = classifier.preprocessing().inputSize();
    OptionalInt patches = classifier.architecture().patches(side);
    var graph = new OnnxGraph(classifier.stored(), form.folded(), patches);
    boolean pixels = form.images() == OnnxForm.Images.PIXELS;
    String images = pixels ? normalised(graph, classifier.preprocessing()) : INPUT;
    int classes = classifier.classNames().size();
    String logits = OnnxRules.add(classifier.architecture().suffix(0, classes), images, graph);
    if (pixels) {
      probabilities(graph, logits, classifier.temperature(), form.output());
    } else {
      graph.node(form.output(), "Identity", List.of(logits));
    }
    graph
        .proto()
        .setName(classifier.architecture().id())
        .addInput(
            pixels
                ? value(INPUT, DataType.UINT8, graph.batch(), side, side, 3)
                : value(INPUT, DataType.FLOAT, graph.batch(), 3, side, side))
        .addOutput(value(form.output(), DataType.FLOAT, graph.batch(), classes));
    ModelProto.Builder model = graph.model().setProducerName("graft").setProducerVersion(version());
    metadata(classifier)
        .forEach(
            (key, text) ->
                model.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(text)));
    return model.build();
  }

  private static String version() {
    String version = OnnxFile.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version; // run from classes, not from a jar
  }

  /** As {@link Preprocessing#normalise} does, every operation rounded to float32. */
  private static String normalised(OnnxGraph graph, Preprocessing preprocessing) {
    String floats =
        graph.node("Cast", List.of(INPUT), OnnxGraph.attribute("to", DataType.FLOAT.getNumber()));
    String channelsFirst =
        graph.node(
            "Transpose", List.of(floats), OnnxGraph.attribute("perm", List.of(0L, 3L, 1L, 2L)));
    String white = graph.constant("white", new long[0], 255);
    String mean = graph.constant("mean", new long[] {3, 1, 1}, three(preprocessing.mean()));
    String std = graph.constant("std", new long[] {3, 1, 1}, three(preprocessing.std()));
    String scaled = graph.node("Div", List.of(channelsFirst, white));
    return graph.node("Div", List.of(graph.node("Sub", List.of(scaled, mean)), std));
  }

  private static float[] three(List<Float> channels) {
    return new float[] {channels.get(0), channels.get(1), channels.get(2)};
  }

  private static void probabilities(
      OnnxGraph graph, String logits, double temperature, String output) {
    String divisor = graph.constant("temperature", new long[0], (float) temperature);
    String scaled = graph.node("Div", List.of(logits, divisor));
    graph.node(output, "Softmax", List.of(scaled), OnnxGraph.attribute("axis", 1));
  }

  /** {@code batch} is 0 for any number of images. */
  private static ValueInfoProto value(String name, DataType type, long batch, long... afterBatch) {
    var shape = TensorShapeProto.newBuilder();
    var images = TensorShapeProto.Dimension.newBuilder();
    shape.addDim(batch == 0 ? images.setDimParam(BATCH) : images.setDimValue(batch));
    for (long length : afterBatch) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(length));
    }
    var tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private static Map<String, String> metadata(Classifier classifier) {
    var metadata = new LinkedHashMap<String, String>();
    metadata.put("architecture", classifier.architecture().id());
    try {
      metadata.put("classes", new ObjectMapper().writeValueAsString(classifier.classNames()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a list of names can be written", e);
    }
    metadata.put("temperature", Double.toString(classifier.temperature()));
    metadata.putAll(StoredPreprocessing.metadata(classifier.preprocessing()));
    return metadata;
  }
}
