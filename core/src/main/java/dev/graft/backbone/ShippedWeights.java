package dev.graft.backbone;

import dev.graft.files.WholeFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The weights inside the library: they are put beside downloaded ones when first wanted. */
final class ShippedWeights {

  private ShippedWeights() {}

  /** Writes {@code weights} to {@code target}, whole or not at all, unless they are there. */
  static void unpack(PublishedWeights weights, Path target) throws IOException {
    if (Files.isRegularFile(target)) {
      return;
    }
    Path folder = target.getParent();
    try {
      Files.createDirectories(folder);
      try (InputStream in = open(weights)) {
        WholeFile.write(target, in::transferTo);
      }
    } catch (IOException e) {
      throw new IOException(
          "the weights that come with Graft cannot be put into %s: %s; name another folder with GRAFT_HOME"
              .formatted(folder, e),
          e);
    }
  }

  /** The file as it is in the library. */
  static InputStream open(PublishedWeights weights) throws IOException {
    String name = weights.location().getSchemeSpecificPart();
    InputStream in = ShippedWeights.class.getResourceAsStream(name);
    if (in == null) {
      throw new FileNotFoundException(name + " is missing in this build of Graft");
    }
    return in;
  }
}
