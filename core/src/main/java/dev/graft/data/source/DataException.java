package dev.graft.data.source;

import java.io.IOException;

/** Data that cannot be used as it is: the message says where, why, and what to do about it. */
public final class DataException extends IOException {

  /** {@code location} as the user gave it; {@code problem} and {@code wayOut} in plain words. */
  public DataException(String location, String problem, String wayOut) {
    this(location, problem, wayOut, null);
  }

  /** The same, with the failure that led to it. */
  public DataException(String location, String problem, String wayOut, Throwable cause) {
    super(location + ": " + problem + "; " + wayOut, cause);
  }
}
