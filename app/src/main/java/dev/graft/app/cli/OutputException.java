package dev.graft.app.cli;

import java.io.IOException;
import java.nio.file.Path;

/** A result that cannot be written: the message names the file or folder and the reason. */
final class OutputException extends IOException {

  OutputException(Path where, String wayOut, IOException cause) {
    super("cannot write " + where + ": " + Failure.reason(cause) + "; " + wayOut, cause);
  }
}
