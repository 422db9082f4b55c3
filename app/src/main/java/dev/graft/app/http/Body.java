package dev.graft.app.http;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A request's body, in pieces as it comes. What the pieces take is taken of the budget before it is
 * allocated and goes back when this is closed, by whoever has it last. Safe for several threads.
 */
public final class Body implements AutoCloseable {

  private static final int FIRST = 8192;
  private static final int FURTHER = 1 << 16;

  private final UploadBudget budget;
  private final int most;
  private final List<byte[]> pieces = new ArrayList<>();
  private int size;
  private int held; // bytes of all pieces
  private boolean closed;

  /** An empty one that never has more than {@code most} bytes. */
  Body(UploadBudget budget, int most) {
    this.budget = budget;
    this.most = most;
  }

  /** Whether there was room for all of {@code part}; there is none once this is closed. */
  synchronized boolean add(ByteBuffer part) {
    while (part.hasRemaining()) {
      if (size == held && !grow()) {
        return false;
      }
      byte[] last = pieces.get(pieces.size() - 1);
      int count = Math.min(part.remaining(), held - size);
      part.get(last, last.length - (held - size), count);
      size += count;
    }
    return true;
  }

  private boolean grow() {
    int length = Math.min(pieces.isEmpty() ? FIRST : FURTHER, most - held);
    if (closed || length <= 0 || !budget.take(length)) {
      return false;
    }
    pieces.add(new byte[length]);
    held += length;
    return true;
  }

  /** All bytes in one array, once: the pieces are let go, and their budget with {@link #close}. */
  public synchronized byte[] take() {
    byte[] whole = new byte[size];
    int at = 0;
    for (byte[] piece : pieces) {
      int count = Math.min(piece.length, size - at);
      System.arraycopy(piece, 0, whole, at, count);
      at += count;
    }
    pieces.clear();
    return whole;
  }

  @Override
  public synchronized void close() {
    closed = true;
    pieces.clear();
    budget.give(held);
    held = 0;
    size = 0;
  }
}
