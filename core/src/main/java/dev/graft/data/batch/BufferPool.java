package dev.graft.data.batch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Direct buffers that are used again: only as many are needed as batches exist at a time, also by
 * several loaders that work one after the other.
 */
final class BufferPool {

  private final Deque<FloatBuffer> free = new ArrayDeque<>();

  /** A buffer of at least {@code floats}; what it holds is left over from before. */
  synchronized FloatBuffer take(int floats) {
    FloatBuffer last = free.peekLast();
    if (last != null && last.capacity() >= floats) {
      return free.removeLast();
    }
    free.clear(); // too small: batches have grown, those of the old size are of no more use
    int bytes = Math.multiplyExact(Float.BYTES, floats);
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  synchronized void give(FloatBuffer buffer) {
    free.addLast(buffer);
  }
}
