package dev.graft.backbone.fetch;

import dev.graft.files.WholeFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The part of a download that has arrived: {@code TARGET.part}, and beside it which version of
 * which address it is part of. Only the holder of {@code TARGET.lock} uses that name; another
 * process that fetches the same file meanwhile works on a part of its own, which cannot be resumed.
 */
final class PartialFile implements AutoCloseable {

  private final Path target;
  private final Path part;
  private final Path version;
  private final FileChannel lock; // null: someone else holds it

  private PartialFile(Path target, FileChannel lock) {
    this.target = target;
    this.lock = lock;
    String suffix = lock == null ? "." + UUID.randomUUID() + ".part" : ".part";
    this.part = target.resolveSibling(target.getFileName() + suffix);
    this.version = target.resolveSibling(target.getFileName() + suffix + ".version");
  }

  /** A part that nobody else uses and nobody can resume. */
  static PartialFile apart(Path target) throws IOException {
    Files.createDirectories(target.getParent());
    return new PartialFile(target, null);
  }

  /**
   * The part that may be resumed, or one apart if another process has it. Not for two threads at
   * once: closing a file gives up all locks that the process has on it.
   */
  static PartialFile open(Path target) throws IOException {
    Files.createDirectories(target.getParent());
    // The lock file stays: deleting it would let two processes lock two files of one name.
    FileChannel lock =
        FileChannel.open(
            target.resolveSibling(target.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    boolean held = false;
    try {
      held = lock.tryLock() != null;
    } catch (OverlappingFileLockException | IOException e) {
      held = false; // another thread holds it, or the file system knows no locks
    }
    if (!held) {
      lock.close();
    }
    return new PartialFile(target, held ? lock : null);
  }

  Path path() {
    return part;
  }

  long size() throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  /** What to send as If-Range to go on with this part from {@code from}; empty: start anew. */
  Optional<String> validator(URI from) throws IOException {
    if (size() == 0 || !Files.exists(version)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(version);
    return lines.size() == 2 && lines.get(0).equals(from.toString())
        ? Optional.of(lines.get(1))
        : Optional.empty();
  }

  /** Starts anew; {@code validator} makes a later resumption safe. */
  FileChannel restart(URI from, Optional<String> validator) throws IOException {
    Files.deleteIfExists(version);
    FileChannel out =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    if (validator.isPresent()) {
      Files.write(version, List.of(from.toString(), validator.get()));
    }
    return out;
  }

  FileChannel append() throws IOException {
    return FileChannel.open(part, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  void write(FileChannel out, List<ByteBuffer> bytes) throws IOException {
    try {
      for (ByteBuffer buffer : bytes) {
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
      }
    } catch (ClosedByInterruptException e) {
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while writing " + part);
      interrupted.initCause(e);
      throw interrupted;
    } catch (IOException e) {
      throw new IOException("cannot write " + part + ": " + e.getMessage(), e);
    }
  }

  void discard() throws IOException {
    Files.deleteIfExists(part);
    Files.deleteIfExists(version);
  }

  /** Makes the complete part the target, in one step, on disk. */
  void publish() throws IOException {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    WholeFile.move(part, target);
    Files.deleteIfExists(version);
  }

  @Override
  public void close() throws IOException {
    if (lock == null) {
      discard();
    } else {
      lock.close();
    }
  }
}
