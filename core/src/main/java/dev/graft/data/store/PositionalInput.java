package dev.graft.data.store;

import java.io.IOException;
import java.io.InputStream;

/** Reads a file from its start and knows where it is; skipping costs nothing. */
final class PositionalInput extends InputStream {

  private static final int BUFFER_BYTES = 1 << 13;

  private final PositionalFile file;
  private final long size;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private long bufferStart;
  private int bufferLength;
  private long position;

  PositionalInput(PositionalFile file) throws IOException {
    this.file = file;
    this.size = file.size();
  }

  /** Offset in the file of the next byte. */
  long position() {
    return position;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position < bufferStart || position >= bufferStart + bufferLength) {
      bufferStart = position;
      bufferLength = file.read(position, buffer, 0, buffer.length);
      if (bufferLength == 0) {
        return -1;
      }
    }
    int from = (int) (position - bufferStart);
    int count = Math.min(length, bufferLength - from);
    System.arraycopy(buffer, from, target, offset, count);
    position += count;
    return count;
  }

  @Override
  public long skip(long count) {
    long skipped = Math.max(0, Math.min(count, size - position));
    position += skipped;
    return skipped;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, size - position);
  }
}
