package dev.graft.torch.tensors;

import java.util.Arrays;
import java.util.Optional;

/**
 * The kinds of number a weight file holds; the constants carry the names that safetensors uses.
 *
 * <p>BOOL is one byte per element, 0 or 1. All multi-byte elements are little-endian.
 */
public enum ElementType {
  F64(8, true, "float64", "Double"),
  F32(4, true, "float32", "Float"),
  F16(2, true, "float16", "Half"),
  BF16(2, true, "bfloat16", "BFloat16"),
  I64(8, false, "int64", "Long"),
  I32(4, false, "int32", "Int"),
  I16(2, false, "int16", "Short"),
  I8(1, false, "int8", "Char"),
  U8(1, false, "uint8", "Byte"),
  BOOL(1, false, "bool", "Bool");

  private final int bytes;
  private final boolean floating;
  private final String dtype;
  private final String storage;

  ElementType(int bytes, boolean floating, String dtype, String storage) {
    this.bytes = bytes;
    this.floating = floating;
    this.dtype = dtype;
    this.storage = storage + "Storage";
  }

  /** Size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Whether the elements are floating-point numbers. */
  public boolean floating() {
    return floating;
  }

  /** What PyTorch calls it: {@code float32}. */
  public String dtype() {
    return dtype;
  }

  /** What PyTorch calls a storage of such elements: {@code FloatStorage}. */
  public String storage() {
    return storage;
  }

  /** The type with this safetensors name, such as {@code BF16}; empty for one Graft lacks. */
  public static Optional<ElementType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }
}
