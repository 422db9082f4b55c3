package dev.graft.app.cli;

/** Ctrl-C ended the work; the message says what was kept. */
final class InterruptedRunException extends RuntimeException {

  InterruptedRunException(String message, Throwable cause) {
    super(message, cause);
  }
}
