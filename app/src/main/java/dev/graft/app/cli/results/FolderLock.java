package dev.graft.app.cli.results;

import dev.graft.app.cli.values.OutputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps others out of a folder of results. The system takes the lock away with the process, however
 * it ends; a file system that knows no locks keeps no other process out.
 *
 * <p>POSIX takes all locks on a file away when the process closes any descriptor of it. So a
 * process that has the lock must not open the file again, not even to read it: who holds which
 * folder in this process is kept in memory, and which file lies there is asked by its key.
 */
public final class FolderLock implements AutoCloseable {

  private static final String NAME = ".graft.lock";

  /** Lock files that this process holds or is about to. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the folder.
   *
   * @throws OutputException if another process, or another thread of this one, has it
   */
  public static FolderLock take(RunFolder folder) throws OutputException {
    try {
      Path file = folder.path().toRealPath().resolve(NAME);
      if (!HELD.add(file)) {
        throw taken(folder);
      }
      FolderLock lock = null;
      try {
        lock = lock(file, folder);
        return lock;
      } finally {
        if (lock == null) {
          HELD.remove(file);
        }
      }
    } catch (OutputException e) {
      throw e;
    } catch (IOException e) {
      throw folder.refusal(folder.path().resolve(NAME), e);
    }
  }

  private static FolderLock lock(Path file, RunFolder folder) throws IOException {
    while (true) {
      Object before = key(file);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isTaken(channel)) {
        channel.close();
        throw taken(folder);
      }
      // Who had the lock before may have deleted the file after it was opened here.
      if (Objects.equals(before, key(file))) {
        return new FolderLock(file, channel);
      }
      channel.close();
    }
  }

  private static OutputException taken(RunFolder folder) {
    return new OutputException(
        ("another Graft process is using %s: wait until it has ended, or name another folder with"
                + " --out")
            .formatted(folder.path()),
        null);
  }

  /** What tells the file from one that had its name before; it is made where there is none. */
  private static Object key(Path file) throws IOException {
    while (true) {
      try {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      } catch (NoSuchFileException e) {
        create(file);
      }
    }
  }

  private static void create(Path file) throws IOException {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      return; // another process was quicker
    }
  }

  private static boolean isTaken(FileChannel channel) {
    try {
      FileLock lock = channel.tryLock();
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true;
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
    } finally {
      HELD.remove(file);
    }
  }
}
