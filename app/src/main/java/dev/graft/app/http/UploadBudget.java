package dev.graft.app.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of bodies the server holds at once, over all requests, from their first bytes
 * until they are decoded. What decoding copies of them is bounded by the number of its threads.
 */
public final class UploadBudget {

  private final long most;
  private final AtomicLong held = new AtomicLong();

  public UploadBudget(long most) {
    this.most = most;
  }

  /** Whether so many more may be held; those that may are to be given back. */
  boolean take(int bytes) {
    if (held.addAndGet(bytes) <= most) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  void give(long bytes) {
    held.addAndGet(-bytes);
  }

  public long held() {
    return held.get();
  }
}
