package dev.graft.torch;

import java.util.Arrays;

/**
 * The number format a network computes in; weights, gradients and results stay in float32.
 *
 * <p>Every processor computes in float32. Whoever takes a precision to compute in throws {@link
 * UnavailablePrecisionException} before any work where the processor lacks it.
 */
public enum Precision {
  /** IEEE single precision, 24 significant bits. */
  FLOAT32("float32"),
  /** The upper half of a float32, 8 significant bits: twice as fast where the processor has it. */
  BFLOAT16("bfloat16");

  private final String id;

  Precision(String id) {
    this.id = id;
  }

  /**
   * The precision whose {@link #id} that is.
   *
   * @throws IllegalArgumentException if it is none's
   */
  public static Precision named(String id) {
    return Arrays.stream(values())
        .filter(precision -> precision.id.equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no precision is called " + id));
  }

  /** The name users write: {@code bfloat16}. */
  public String id() {
    return id;
  }
}
