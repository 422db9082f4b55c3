package dev.graft.torch.tensors;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import java.util.Arrays;
import java.util.Optional;

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

  /**
   * Why this processor cannot compute in it, in words; empty where it can. It asks libtorch, which
   * is loaded for that, once a process.
   */
  public Optional<String> unavailable() {
    return this == FLOAT32 ? Optional.empty() : ProcessorSupport.lacksBfloat16();
  }

  /**
   * Refuses what this processor cannot compute in.
   *
   * @throws UnavailablePrecisionException if {@link #unavailable} says why
   */
  public void require() {
    unavailable()
        .ifPresent(
            reason -> {
              throw new UnavailablePrecisionException(this, reason);
            });
  }

  /** Not a field: settings name precisions where libtorch is not needed and must not be loaded. */
  ScalarType type() {
    return this == FLOAT32 ? ScalarType.Float : ScalarType.BFloat16;
  }
}
