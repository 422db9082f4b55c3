package dev.graft.app.cli.options;

import dev.graft.app.cli.values.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file and what of it is taken.
 *
 * @param node name of a node or value; empty for the output
 */
public record GraphName(Path file, Optional<String> node) {

  static final String PREFIX = "onnx:";

  /**
   * Reads {@code onnx:FILE} or {@code onnx:FILE#NODE}; either may have a # in it.
   *
   * @throws UsageException if there is no such file
   */
  public static GraphName parse(String name) {
    String text = name.substring(PREFIX.length());
    for (int end = text.length(); end > 0; end = text.lastIndexOf('#', end - 1)) {
      Path file = Path.of(text.substring(0, end));
      if (Files.isRegularFile(file)) {
        return new GraphName(
            file,
            Optional.of(text.substring(end)).filter(n -> n.length() > 1).map(n -> n.substring(1)));
      }
    }
    throw new UsageException(
        "--backbone %s: there is no such file; write onnx:FILE or onnx:FILE#NODE".formatted(name));
  }
}
