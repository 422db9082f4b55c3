package dev.graft.app.cli.values;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A result that cannot be written, or state among results that cannot be read: the message names
 * the file or folder and the reason.
 */
public final class OutputException extends IOException {

  public OutputException(String message, Exception cause) {
    super(message, cause);
  }

  public OutputException(Path where, String wayOut, IOException cause) {
    super("cannot write " + where + ": " + Failure.reason(cause) + "; " + wayOut, cause);
  }
}
