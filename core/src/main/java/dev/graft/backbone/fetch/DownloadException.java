package dev.graft.backbone.fetch;

import java.io.IOException;
import java.net.URI;

/** A file that could not be fetched: the message names the address and the reason. */
public final class DownloadException extends IOException {

  private final boolean worthRetrying;

  DownloadException(URI from, String problem, boolean worthRetrying, Throwable cause) {
    super(from + ": " + problem, cause);
    this.worthRetrying = worthRetrying;
  }

  /** Whether the same request may well succeed a little later. */
  boolean worthRetrying() {
    return worthRetrying;
  }
}
