package dev.graft.torch;

import static org.bytedeco.pytorch.global.torch.ScalarType;

/** The number format a network computes in; weights, gradients and results stay in float32. */
public enum Precision {
  /** IEEE single precision, 24 significant bits. */
  FLOAT32("float32", ScalarType.Float),
  /** The upper half of a float32, 8 significant bits: twice as fast where the processor has it. */
  BFLOAT16("bfloat16", ScalarType.BFloat16);

  private final String id;
  private final ScalarType type;

  Precision(String id, ScalarType type) {
    this.id = id;
    this.type = type;
  }

  /** The name users write: {@code bfloat16}. */
  public String id() {
    return id;
  }

  ScalarType type() {
    return type;
  }
}
