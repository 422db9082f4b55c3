package dev.graft.files;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Predicate;
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
    write(folder, writer, false);
  }

  /** The same; what was there before goes when the new folder is whole and on the same disk. */
  public static void replace(Path folder, Writer writer) throws IOException {
    write(folder, writer, true);
  }

  private static void write(Path folder, Writer writer, boolean replacing) throws IOException {
    Path target = folder.toAbsolutePath();
    Path part = beside(target, ".part");
    Path old = beside(target, ".old");
    delete(part); // of a process that was killed
    Files.createDirectories(part);
    try {
      writer.into(part);
      if (replacing && Files.exists(target)) {
        delete(old); // of a process that was killed here
        Files.move(target, old);
      }
      Files.move(part, target);
      if (replacing) {
        delete(old);
      }
      WholeFile.sync(target.getParent());
    } finally {
      delete(part);
    }
  }

  private static Path beside(Path target, String ending) {
    return target.resolveSibling("." + target.getFileName() + ending);
  }

  /** Deletes the files in {@code folder} of those names; it need not be there. */
  public static void sweep(Path folder, Predicate<String> names) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (names.test(file.getFileName().toString())) {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException e) {
      return;
    }
  }

  /** The same, and {@code folder} goes too, unless somebody keeps something else there. */
  public static void clear(Path folder, Predicate<String> names) throws IOException {
    sweep(folder, names);
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      return;
    }
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
