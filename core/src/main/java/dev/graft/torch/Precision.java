package dev.graft.torch;

import static org.bytedeco.pytorch.global.torch.ScalarType;

/** The number format a network computes in; weights, gradients and results stay in float32. */
public enum Precision {
  /** IEEE single precision, 24 significant bits. */
  FLOAT32("float32"),
  /** The upper half of a float32, 8 significant bits: twice as fast where the processor has it. */
  BFLOAT16("bfloat16");

  private final String id;

  Precision(String id) {
    this.id = id;
  }

  /** The name users write: {@code bfloat16}. */
  public String id() {
    return id;
  }

  /** Not a field: settings name precisions where libtorch is not needed and must not be loaded. */
  ScalarType type() {
    return this == FLOAT32 ? ScalarType.Float : ScalarType.BFloat16;
  }
}
