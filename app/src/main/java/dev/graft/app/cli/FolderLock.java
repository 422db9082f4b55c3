package dev.graft.app.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;

/**
 * Keeps other processes out of a folder of results. The system takes the lock away with the
 * process, however it ends; a file system that knows no locks keeps nobody out.
 */
final class FolderLock implements AutoCloseable {

  private static final String NAME = ".graft.lock";

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the folder.
   *
   * @throws OutputException if another process has it
   */
  static FolderLock take(RunFolder folder) throws OutputException {
    Path file = folder.path().resolve(NAME);
    try {
      while (true) {
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (isTaken(channel)) {
          channel.close();
          throw new OutputException(
              "another Graft is at work in %s: wait for its end, or name another folder with --out"
                  .formatted(folder.path()),
              null);
        }
        if (isThere(file, channel)) {
          return new FolderLock(file, channel);
        }
        channel.close();
      }
    } catch (OutputException e) {
      throw e;
    } catch (IOException e) {
      throw folder.refusal(file, e);
    }
  }

  /** False if who had the lock before deleted the file after it was opened here. */
  private static boolean isThere(Path file, FileChannel channel) throws IOException {
    byte[] own = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
    channel.truncate(0).write(ByteBuffer.wrap(own), 0);
    try {
      return Arrays.equals(own, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static boolean isTaken(FileChannel channel) {
    try {
      FileLock lock = channel.tryLock();
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true; // by another thread of this process
    } catch (IOException e) {
      return false; // no locks here
    }
  }

  @Override
  public void close() throws OutputException {
    try {
      Files.deleteIfExists(file);
      channel.close();
    } catch (IOException e) {
      throw new OutputException(file, "delete it", e);
    }
  }
}
