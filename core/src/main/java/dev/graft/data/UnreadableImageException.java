package dev.graft.data;

/** An image that cannot be decoded: the message names the file and the reason. */
public final class UnreadableImageException extends RuntimeException {

  private final String name;
  private final String reason;

  /** {@code name} as {@link ImageSource#name} gives it; {@code reason} in plain words. */
  public UnreadableImageException(String name, String reason, Throwable cause) {
    super(name + ": " + reason, cause);
    this.name = name;
    this.reason = reason;
  }

  /** The image's name within its source. */
  public String name() {
    return name;
  }

  /** Why it cannot be read. */
  public String reason() {
    return reason;
  }
}
