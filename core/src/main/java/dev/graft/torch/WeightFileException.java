package dev.graft.torch;

import java.io.IOException;
import java.nio.file.Path;

/** A weight file that cannot be read: the message names the file, the reason and the way out. */
public final class WeightFileException extends IOException {

  /** {@code problem} in plain words; the file's name is put before it. */
  public WeightFileException(Path file, String problem) {
    this(file, problem, null);
  }

  /** As above, with what was thrown underneath. */
  public WeightFileException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
