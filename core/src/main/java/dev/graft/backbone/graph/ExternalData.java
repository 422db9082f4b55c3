package dev.graft.backbone.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.graft.torch.WeightFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** Weights that stand in files beside an ONNX file. */
final class ExternalData {

  private ExternalData() {}

  static boolean isExternal(TensorProto tensor) {
    return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
  }

  /**
   * The graph with these weights in it.
   *
   * @param file that the graph is of
   * @throws WeightFileException naming a file that is missing, too short or elsewhere
   */
  static GraphProto read(GraphProto graph, Path file) throws IOException {
    if (GraphNames.tensors(graph).noneMatch(ExternalData::isExternal)) {
      return graph;
    }
    GraphProto.Builder whole = graph.toBuilder();
    long bytes = 0;
    for (int i = 0; i < whole.getInitializerCount(); i++) {
      TensorProto tensor = whole.getInitializer(i);
      if (isExternal(tensor)) {
        ByteString values = values(tensor, file);
        bytes += values.size();
        GraphFile.requireSize(file, bytes);
        whole.setInitializer(
            i,
            tensor.toBuilder().clearExternalData().clearDataLocation().setRawData(values).build());
      }
    }
    GraphProto read = whole.build();
    if (GraphNames.tensors(read).anyMatch(ExternalData::isExternal)) {
      throw new WeightFileException(
          file, "it keeps a constant of a node in another file; save it with all data in one file");
    }
    return read;
  }

  private static ByteString values(TensorProto tensor, Path file) throws IOException {
    Map<String, String> where =
        tensor.getExternalDataList().stream()
            .collect(
                Collectors.toMap(
                    StringStringEntryProto::getKey, StringStringEntryProto::getValue, (a, b) -> a));
    String location = where.getOrDefault("location", "");
    Path folder = file.toAbsolutePath().normalize().getParent();
    Path data = folder.resolve(location).normalize();
    if (location.isEmpty() || Path.of(location).isAbsolute() || !data.startsWith(folder)) {
      throw new WeightFileException(
          file, "it keeps %s in \"%s\", outside its folder".formatted(tensor.getName(), location));
    }
    if (!Files.isRegularFile(data)) {
      throw new WeightFileException(
          file,
          "it keeps its weights in %s, which is missing: put that file beside it"
              .formatted(location));
    }
    try (FileChannel channel = FileChannel.open(data)) {
      long from = Long.parseLong(where.getOrDefault("offset", "0"));
      long rest = channel.size() - from;
      long length = Long.parseLong(where.getOrDefault("length", Long.toString(rest)));
      if (from < 0 || length < 0 || length > rest) {
        throw new WeightFileException(
            data,
            "it is too short: %s of %s takes bytes %d to %d"
                .formatted(tensor.getName(), file.getFileName(), from, from + length));
      }
      GraphFile.requireSize(file, length);
      ByteBuffer bytes = ByteBuffer.allocate((int) length);
      while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {}
      return ByteString.copyFrom(bytes.flip());
    } catch (NumberFormatException e) {
      throw new WeightFileException(
          file, "it is damaged: where %s lies is no number".formatted(tensor.getName()), e);
    }
  }
}
