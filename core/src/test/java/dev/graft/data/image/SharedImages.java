package dev.graft.data.image;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The archives of images that lie beside the project. */
public final class SharedImages {

  private SharedImages() {}

  /** Writes the files of {@code archive} into {@code folder}, flat, and returns them in order. */
  public static List<Path> unpack(String archive, Path folder) throws IOException {
    Path tar = Path.of(System.getProperty("graft.root"), "../shared/data", archive);
    assumeTrue(Files.exists(tar), tar + " is not there");
    List<Path> files = new ArrayList<>();
    try (TarArchiveInputStream in =
        new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(tar)))) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.isFile()) {
          Path file = folder.resolve(entry.getName().replace('/', '_'));
          Files.copy(in, file);
          files.add(file);
        }
      }
    }
    return files;
  }
}
