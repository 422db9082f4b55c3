package dev.graft.export;

import java.io.IOException;

/** An exported file does not say what the classifier says. */
public final class ExportException extends IOException {

  private static final long serialVersionUID = 1;

  ExportException(String message, Throwable cause) {
    super(message, cause);
  }
}
