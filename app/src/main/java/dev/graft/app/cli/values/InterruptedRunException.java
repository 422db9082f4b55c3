package dev.graft.app.cli.values;

/** Ctrl-C ended the work; the message says what was kept. */
public final class InterruptedRunException extends RuntimeException {

  public InterruptedRunException(String message, Throwable cause) {
    super(message, cause);
  }
}
