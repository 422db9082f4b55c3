package dev.graft.backbone.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.graft.files.Digest;
import dev.graft.torch.WeightFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** An ONNX file: its graph with all its weights, and what it says of itself. */
public final class GraphFile {

  /** The first operators whose sums and products broadcast as today's do. */
  private static final long OLDEST_OPERATORS = 7;

  private final Path path;
  private final ModelProto model;
  private final String sha256;

  private GraphFile(Path path, ModelProto model, String sha256) {
    this.path = path;
    this.model = model;
    this.sha256 = sha256;
  }

  /**
   * Reads a file, and the files beside it that its weights stand in.
   *
   * @throws WeightFileException if it is missing, damaged, no ONNX file or one of too old operators
   */
  public static GraphFile read(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new WeightFileException(path, "there is no such file");
    }
    requireSize(path, Files.size(path));
    ModelProto model;
    try {
      model = ModelProto.parseFrom(Files.readAllBytes(path));
    } catch (InvalidProtocolBufferException e) {
      throw new WeightFileException(
          path, "it is no ONNX file, or damaged; export or fetch it again", e);
    }
    if (model.getGraph().getNodeCount() == 0) {
      throw new WeightFileException(path, "it is no ONNX file: there is no graph in it");
    }
    long operators =
        model.getOpsetImportList().stream()
            .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
            .mapToLong(OperatorSetIdProto::getVersion)
            .findFirst()
            .orElse(1);
    if (operators < OLDEST_OPERATORS) {
      throw new WeightFileException(
          path,
          "it has operators of version %d; Graft takes version %d and later: export it again"
              .formatted(operators, OLDEST_OPERATORS));
    }
    ModelProto whole =
        model.toBuilder().setGraph(ExternalData.read(model.getGraph(), path)).build();
    return new GraphFile(path, whole, Digest.sha256(path));
  }

  /** Refuses what no byte array holds, and no ONNX file. */
  static void requireSize(Path path, long bytes) throws WeightFileException {
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new WeightFileException(path, "it has more than 2 GB of weights; Graft takes less");
    }
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /** SHA-256 of the file, 64 hex digits. */
  public String sha256() {
    return sha256;
  }

  ModelProto model() {
    return model;
  }

  /** What it says of itself. */
  public Map<String, String> metadata() {
    return model.getMetadataPropsList().stream()
        .collect(
            Collectors.toMap(
                StringStringEntryProto::getKey, StringStringEntryProto::getValue, (a, b) -> a));
  }

  /** What must be given to it: names, types and shapes. */
  public List<String> inputs() {
    return new GraphCut(this).inputs().stream().map(GivenImages::described).toList();
  }

  /** What it gives: names, types and shapes. */
  public List<String> outputs() {
    return model.getGraph().getOutputList().stream().map(GivenImages::described).toList();
  }

  /**
   * A value that features can be.
   *
   * @param name to be written behind {@code #}
   * @param operator of the node that gives it
   * @param shape for N images
   */
  public record Place(String name, String operator, String shape) {}

  /**
   * Where it can be cut so that all of an image passes there, in order; of neighbours of one shape
   * the last.
   *
   * @param side of images that it is tried with, where it takes any
   * @throws WeightFileException if it takes no images or cannot be run
   */
  public List<Place> places(int side) throws WeightFileException {
    return new GraphPlaces(this).list(side);
  }

  /** All that features can be named by: nodes and what they give. */
  public List<String> names() {
    var names = new LinkedHashSet<String>();
    for (NodeProto node : model.getGraph().getNodeList()) {
      names.addAll(node.getOutputList());
      names.add(node.getName());
    }
    names.remove("");
    return new ArrayList<>(names);
  }

  /**
   * The value that features are.
   *
   * @param node a value's name or a node's, which stands for its first output; empty for the one
   *     output of the graph
   * @throws IllegalArgumentException if there is no such name, or several outputs to choose from
   */
  public String value(Optional<String> node) {
    List<String> outputs =
        model.getGraph().getOutputList().stream().map(ValueInfoProto::getName).toList();
    if (node.isEmpty() && outputs.size() != 1) {
      throw new IllegalArgumentException(
          "%s gives %d outputs; name one: %s"
              .formatted(
                  path,
                  outputs.size(),
                  outputs.stream()
                      .map(name -> "onnx:" + path + "#" + name)
                      .collect(Collectors.joining(", "))));
    }
    String name = node.orElseGet(() -> outputs.get(0));
    List<NodeProto> nodes = model.getGraph().getNodeList();
    if (nodes.stream().anyMatch(each -> each.getOutputList().contains(name))) {
      return name;
    }
    return nodes.stream()
        .filter(each -> each.getName().equals(name) && each.getOutputCount() > 0)
        .map(each -> each.getOutput(0))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("%s has no node \"%s\"".formatted(path, name)));
  }

  /**
   * What features depend on, as images [N, 3, S, S] to features [N, D].
   *
   * @param node as for {@link #value}
   * @param side of images that it is tried with, where it takes any
   * @throws WeightFileException if it takes no images, gives no features or cannot be run
   */
  public FrozenGraph frozen(Optional<String> node, int side) throws WeightFileException {
    FrozenGraph frozen = new GraphCut(this).frozen(value(node), side);
    Optional<ClassScores> scores =
        node.isPresent() ? Optional.empty() : ClassScores.find(model.getGraph(), value(node));
    return frozen.withNotes(scores.map(s -> s.note(this, frozen.width())).stream().toList());
  }

  /**
   * The side of the images that such features are made of; 0 where any will do.
   *
   * @throws WeightFileException if they are made of no images
   */
  public int side(Optional<String> node) throws WeightFileException {
    return new GraphCut(this).images(value(node)).side();
  }

  /**
   * Whether bytes of pixels, 0 to 255, are what such features are made of.
   *
   * @throws WeightFileException if they are made of no images
   */
  public boolean takesPixels(Optional<String> node) throws WeightFileException {
    return new GraphCut(this).images(value(node)).isOfPixels();
  }
}
