package dev.graft.torch;

import java.util.Optional;

/**
 * The kinds of number a weight file holds; the constants carry the names that safetensors uses.
 *
 * <p>BOOL is one byte per element, 0 or 1. All multi-byte elements are little-endian.
 */
public enum ElementType {
  F64(8, true),
  F32(4, true),
  F16(2, true),
  BF16(2, true),
  I64(8, false),
  I32(4, false),
  I16(2, false),
  I8(1, false),
  U8(1, false),
  BOOL(1, false);

  private final int bytes;
  private final boolean floating;

  ElementType(int bytes, boolean floating) {
    this.bytes = bytes;
    this.floating = floating;
  }

  /** Size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Whether the elements are floating-point numbers. */
  public boolean floating() {
    return floating;
  }

  /** The type with this safetensors name, such as {@code BF16}; empty for one Graft lacks. */
  static Optional<ElementType> named(String name) {
    for (ElementType type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
