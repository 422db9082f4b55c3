package dev.graft.torch;

/** A precision was asked for that this processor has no instructions for. */
public final class UnavailablePrecisionException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  private final Precision precision;
  private final String reason;

  /** {@code reason} in words, without the way out. */
  public UnavailablePrecisionException(Precision precision, String reason) {
    super("%s; compute in Precision.%s instead".formatted(reason, Precision.FLOAT32));
    this.precision = precision;
    this.reason = reason;
  }

  /** What was asked for. */
  public Precision precision() {
    return precision;
  }

  /** Why it cannot be, in words and without the way out. */
  public String reason() {
    return reason;
  }
}
