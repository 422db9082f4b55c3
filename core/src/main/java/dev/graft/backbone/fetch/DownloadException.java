package dev.graft.backbone.fetch;

import java.io.IOException;
import java.net.URI;

/** A file that could not be fetched: the message names the address and the reason. */
public final class DownloadException extends IOException {

  /** The status of what a server keeps for those it knows. */
  public static final int UNAUTHORISED = 401;

  /** The status of what a server keeps for some. */
  public static final int FORBIDDEN = 403;

  /** The status of what a server does not have. */
  public static final int NOT_FOUND = 404;

  private final boolean worthRetrying;
  private final int status;

  DownloadException(URI from, String problem, boolean worthRetrying, Throwable cause) {
    super(from + ": " + problem, cause);
    this.worthRetrying = worthRetrying;
    this.status = 0;
  }

  /** The server answers with {@code status}. */
  DownloadException(URI from, int status, boolean worthRetrying) {
    super(from + ": the server answers with status " + status);
    this.worthRetrying = worthRetrying;
    this.status = status;
  }

  /** HTTP's status, where a server answered with another than was hoped for; else 0. */
  public int status() {
    return status;
  }

  /** Whether the same request may well succeed a little later. */
  boolean worthRetrying() {
    return worthRetrying;
  }
}
