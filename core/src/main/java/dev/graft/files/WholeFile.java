package dev.graft.files;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes files that appear whole or not at all. */
public final class WholeFile {

  private WholeFile() {}

  /** Writes bytes. */
  @FunctionalInterface
  public interface Writer {
    void to(FileOutputStream out) throws IOException;
  }

  /** Looks at a file that is whole and not yet in its place. */
  @FunctionalInterface
  public interface Check {
    void of(Path file) throws IOException;
  }

  /**
   * Writes to {@code path}, replacing what was there in one step: a reader sees the old file or the
   * new one, whatever happens meanwhile.
   */
  public static void write(Path path, Writer writer) throws IOException {
    write(path, writer, file -> {});
  }

  /** The same; where {@code check} throws, nothing was written. */
  public static void write(Path path, Writer writer, Check check) throws IOException {
    Path target = path.toAbsolutePath();
    Path part = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      // A stream, not a channel: a pending Ctrl-C interrupts the thread, which closes channels.
      try (var out = new FileOutputStream(part.toFile())) {
        writer.to(out);
        out.getFD().sync();
      }
      check.of(part);
      move(part, target);
      sync(target.getParent());
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** The same with {@code text} in UTF-8. */
  public static void write(Path path, String text) throws IOException {
    write(path, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Gives a whole file its name, in one step where the file system can; returns {@code target}. */
  public static Path move(Path part, Path target) throws IOException {
    try {
      return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      return Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Whether a file of that name is one that {@link #write} was killed at. */
  public static boolean isUnfinished(String name) {
    return name.matches("(?s).+\\.[0-9a-f]{8}-[0-9a-f-]{27}\\.part");
  }

  /** Has the disk know what is in {@code folder}, as far as the system can be asked to. */
  static void sync(Path folder) {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      return; // Windows cannot; and a pending Ctrl-C forbids it
    }
  }
}
