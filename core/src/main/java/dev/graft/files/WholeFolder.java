package dev.graft.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Writes folders that appear whole or not at all. */
public final class WholeFolder {

  private WholeFolder() {}

  /** Writes files. */
  @FunctionalInterface
  public interface Writer {
    void into(Path folder) throws IOException;
  }

  /**
   * Makes {@code folder}, and those above it, with what {@code writer} puts into it.
   *
   * @throws java.nio.file.FileAlreadyExistsException if something of that name is there
   */
  public static void create(Path folder, Writer writer) throws IOException {
    write(folder, writer, Files::move);
  }

  /** The same; what was there before goes when the new folder is whole and on the same disk. */
  public static void replace(Path folder, Writer writer) throws IOException {
    write(
        folder,
        writer,
        (part, target) -> {
          Path old = beside(target, ".old");
          delete(old); // of a process that was killed here
          if (Files.exists(target)) {
            Files.move(target, old);
          }
          Files.move(part, target);
          delete(old);
        });
  }

  @FunctionalInterface
  private interface Move {
    void to(Path part, Path target) throws IOException;
  }

  private static void write(Path folder, Writer writer, Move move) throws IOException {
    Path target = folder.toAbsolutePath();
    Path part = beside(target, ".part");
    delete(part); // of a process that was killed
    Files.createDirectories(part);
    try {
      writer.into(part);
      move.to(part, target);
      WholeFile.sync(target.getParent());
    } finally {
      delete(part);
    }
  }

  private static Path beside(Path target, String ending) {
    return target.resolveSibling("." + target.getFileName() + ending);
  }

  /** Deletes {@code folder} with all that is in it, if it is there. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
