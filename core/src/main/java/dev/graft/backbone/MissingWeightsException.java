package dev.graft.backbone;

import java.io.IOException;

/** Weights that are not on this machine and could not be fetched; the message says what to do. */
public final class MissingWeightsException extends IOException {

  /** {@code message} says which weights, and how to get them. */
  public MissingWeightsException(String message, Throwable cause) {
    super(message, cause);
  }
}
