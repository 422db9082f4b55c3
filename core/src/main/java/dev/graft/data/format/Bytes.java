package dev.graft.data.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Unsigned numbers within encoded bytes; reading past the end says that the file is truncated. */
final class Bytes {

  private final ByteBuffer buffer;

  Bytes(byte[] bytes, ByteOrder order) {
    this(ByteBuffer.wrap(bytes), order);
  }

  private Bytes(ByteBuffer buffer, ByteOrder order) {
    this.buffer = buffer.order(order);
  }

  int length() {
    return buffer.capacity();
  }

  ByteOrder order() {
    return buffer.order();
  }

  int u8(long at) {
    return buffer.get(checked(at, 1)) & 0xff;
  }

  int u16(long at) {
    return buffer.getShort(checked(at, 2)) & 0xffff;
  }

  int u24(long at) { // only little-endian formats have such numbers
    return u16(at) | u8(at + 2) << 16;
  }

  long u32(long at) {
    return buffer.getInt(checked(at, 4)) & 0xffff_ffffL;
  }

  int i32(long at) {
    return buffer.getInt(checked(at, 4));
  }

  byte[] copy(long at, long n) {
    int from = checked(at, n); // before anything is allocated
    byte[] bytes = new byte[(int) n];
    buffer.get(from, bytes);
    return bytes;
  }

  /** {@code n} bytes as text, one character per byte. */
  String text(long at, int n) {
    return new String(copy(at, n), StandardCharsets.ISO_8859_1);
  }

  /** Whether these bytes stand at {@code at}; false past the end. */
  boolean has(long at, String text) {
    return at >= 0 && at + text.length() <= length() && text(at, text.length()).equals(text);
  }

  Bytes part(long at, long n, ByteOrder order) {
    return new Bytes(buffer.slice(checked(at, n), (int) n), order);
  }

  private int checked(long at, long n) {
    if (at < 0 || n < 0 || at + n > length()) {
      throw new Damaged("truncated: %d bytes end within a structure".formatted(length()));
    }
    return (int) at;
  }
}
