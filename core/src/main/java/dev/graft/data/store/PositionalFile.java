package dev.graft.data.store;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file read at given positions by any number of threads at once.
 *
 * <p>An interrupt closes a {@link FileChannel} for every thread that uses it. Readers here take the
 * interrupt aside, open the file again, finish, and put the interrupt back.
 */
final class PositionalFile implements Closeable {

  private final Path path;
  private final boolean deleteOnClose;
  private FileChannel channel;
  private boolean closed;

  /** Opens {@code path}; with {@code deleteOnClose} the file is gone after {@link #close}. */
  PositionalFile(Path path, boolean deleteOnClose) throws IOException {
    this.path = path;
    this.deleteOnClose = deleteOnClose;
    this.channel = FileChannel.open(path, StandardOpenOption.READ);
  }

  long size() throws IOException {
    return Files.size(path);
  }

  /** Fills {@code target} from byte {@code position} on. */
  void read(long position, byte[] target) throws IOException {
    if (read(position, target, 0, target.length) < target.length) {
      throw new EOFException("the file ends early: it was cut short or changed while in use");
    }
  }

  /** Reads up to {@code length} bytes; fewer only where the file ends. */
  int read(long position, byte[] target, int offset, int length) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        FileChannel current = channel();
        try {
          return readFully(current, position, ByteBuffer.wrap(target, offset, length));
        } catch (ClosedChannelException e) {
          interrupted |= Thread.interrupted();
          reopen(current, e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static int readFully(FileChannel channel, long position, ByteBuffer buffer)
      throws IOException {
    int start = buffer.position();
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position() - start) < 0) {
        break;
      }
    }
    return buffer.position() - start;
  }

  private synchronized FileChannel channel() {
    return channel;
  }

  private synchronized void reopen(FileChannel broken, ClosedChannelException cause)
      throws IOException {
    if (closed) {
      throw new IOException("the data set is closed", cause);
    }
    if (channel == broken) {
      channel = FileChannel.open(path, StandardOpenOption.READ);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    channel.close();
    if (deleteOnClose) {
      Files.deleteIfExists(path);
    }
  }
}
