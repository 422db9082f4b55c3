package dev.graft.files.pickle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Python's way to store objects. A pickle is a program that may name any class and call it; here
 * those of a short list are built, and every other is an {@link UnknownClass}, which is never run.
 */
public final class Pickle {

  private Pickle() {}

  /**
   * The value that the next pickle in {@code bytes} describes; they are left behind its last byte.
   * Dictionaries are maps in the order of the pickle, tuples arrays, byte strings byte arrays.
   *
   * @throws IOException if it is damaged, takes far more work or memory than its size, or uses an
   *     operation that no plain data needs; the message is a sentence about "it"
   */
  public static Object read(ByteBuffer bytes, PickleNames names) throws IOException {
    try {
      return new RestrictedUnpickler(names, bytes).load(new Input(bytes));
    } catch (BufferUnderflowException e) {
      throw new IOException("it is cut short", e);
    } catch (RuntimeException e) {
      // What damaged opcodes provoke in the library: an empty stack, a cast, an index.
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new IOException(reason, e);
    }
  }

  /** Bytes as the library reads them; moves their position. */
  private static final class Input extends InputStream {

    private final ByteBuffer bytes;

    private Input(ByteBuffer bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      int count = Math.min(length, bytes.remaining());
      bytes.get(into, offset, count);
      return count > 0 || length == 0 ? count : -1;
    }
  }
}
