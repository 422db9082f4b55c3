package dev.graft.app.cli;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A result that cannot be written, or state among results that cannot be read: the message names
 * the file or folder and the reason.
 */
final class OutputException extends IOException {

  OutputException(String message, Exception cause) {
    super(message, cause);
  }

  OutputException(Path where, String wayOut, IOException cause) {
    super("cannot write " + where + ": " + Failure.reason(cause) + "; " + wayOut, cause);
  }
}
