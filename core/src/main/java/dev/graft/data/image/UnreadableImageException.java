package dev.graft.data.image;

import dev.graft.data.source.ImageSource;

/** An image that cannot be decoded: the message names the file and the reason. */
public final class UnreadableImageException extends RuntimeException {

  private final String name;
  private final String reason;
  private final long pixels;

  /** {@code name} as {@link ImageSource#name} gives it; {@code reason} in plain words. */
  public UnreadableImageException(String name, String reason, Throwable cause) {
    this(name, reason, 0, cause);
  }

  /** The same of a header that announces too many {@code pixels} to be read. */
  public UnreadableImageException(String name, String reason, long pixels, Throwable cause) {
    super(name + ": " + reason, cause);
    this.name = name;
    this.reason = reason;
    this.pixels = pixels;
  }

  /** The image's name within its source. */
  public String name() {
    return name;
  }

  /** Why it cannot be read. */
  public String reason() {
    return reason;
  }

  /** The pixels that its header announces, where these are too many to be read; otherwise 0. */
  public long pixels() {
    return pixels;
  }
}
