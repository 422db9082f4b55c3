package dev.graft.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Image files without labels. */
public final class ImageFiles {

  private ImageFiles() {}

  /**
   * {@code place} itself; of a folder, all image files below it, found while they are asked for, in
   * the file system's order. Hidden ones are left out. The stream holds folders open until it is
   * closed.
   *
   * @throws UncheckedIOException if a folder cannot be read
   */
  @SuppressWarnings("StreamResourceLeak") // closing what is returned closes it
  public static Stream<Path> at(Path place) {
    if (!Files.isDirectory(place)) {
      return Stream.of(place);
    }
    try {
      return Files.walk(place)
          .filter(path -> !isHidden(place.relativize(path)))
          .filter(path -> FileFormat.isImage(path.toString()))
          .filter(Files::isRegularFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isHidden(Path inside) {
    for (Path part : inside) {
      if (part.toString().startsWith(".") || part.toString().equals("__MACOSX")) {
        return true;
      }
    }
    return false;
  }
}
