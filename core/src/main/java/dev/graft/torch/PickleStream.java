package dev.graft.torch;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle; knows how many are left, so that claimed lengths can be checked. */
final class PickleStream extends InputStream {

  private final ByteBuffer bytes;

  PickleStream(ByteBuffer bytes) {
    this.bytes = bytes.slice();
  }

  @Override
  public int read() {
    return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (!bytes.hasRemaining()) {
      return -1;
    }
    int count = Math.min(length, bytes.remaining());
    bytes.get(into, offset, count);
    return count;
  }

  /** Bytes read so far. */
  int position() {
    return bytes.position();
  }

  int remaining() {
    return bytes.remaining();
  }

  /**
   * The next {@code width} bytes as an unsigned little-endian number, not consumed; -1: too few.
   */
  long peekUnsigned(int width) {
    if (bytes.remaining() < width) {
      return -1;
    }
    long value = 0;
    for (int i = width - 1; i >= 0; i--) {
      value = (value << 8) | (bytes.get(bytes.position() + i) & 0xff);
    }
    return value;
  }

  /** Whether {@code text} (ASCII) occurs anywhere in the pickle, read already or not. */
  boolean contains(String text) {
    return StandardCharsets.ISO_8859_1.decode(bytes.duplicate().rewind()).toString().contains(text);
  }
}
