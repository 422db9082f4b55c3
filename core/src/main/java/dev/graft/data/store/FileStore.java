package dev.graft.data.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Files with paths, in a folder or an archive. Paths use {@code /} and start without one. Reading
 * is safe for several threads at once, and an interrupted thread finishes its read.
 */
public interface FileStore extends Closeable {

  /** No file is read whole above this size. */
  long MAX_FILE_BYTES = 1L << 30;

  /** Nor an image's above this one: a photograph takes a few MiB, and threads read several. */
  long MAX_IMAGE_BYTES = 256L << 20;

  /** Paths of all regular files, in no particular order. */
  List<String> files();

  /** Paths of all folders that were listed as such, empty ones included. */
  List<String> folders();

  /** The bytes of one of {@link #files}. */
  default byte[] read(String path) throws IOException {
    return read(path, MAX_FILE_BYTES);
  }

  /** The same, for a file of at most {@code maxBytes} bytes. */
  byte[] read(String path, long maxBytes) throws IOException;

  /** Refuses {@code size} bytes before memory is taken for them. */
  static void checkSize(long size, long maxBytes) throws IOException {
    if (size > maxBytes) {
      throw new IOException("larger than %d MiB".formatted(maxBytes >> 20));
    }
  }
}
