package dev.graft.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Files with paths, in a folder or an archive. Paths use {@code /} and start without one. Reading
 * is safe for several threads at once, and an interrupted thread finishes its read.
 */
interface FileStore extends Closeable {

  /** No file is read whole above this size. */
  long MAX_FILE_BYTES = 1L << 30;

  /** Paths of all regular files, in no particular order. */
  List<String> files();

  /** Paths of all folders that were listed as such, empty ones included. */
  List<String> folders();

  /** The bytes of one of {@link #files}. */
  byte[] read(String path) throws IOException;
}
