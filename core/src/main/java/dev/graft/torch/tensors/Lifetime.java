package dev.graft.torch.tensors;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long an owner of native memory lives. It counts the owner's calls under way, on any number of
 * threads, and releases the memory once: when the owner is closed and the last of them has ended.
 *
 * <pre>{@code
 * private final Lifetime lifetime = new Lifetime("classifier", this::release);
 *
 * public Prediction predict(Image image) {
 *   try (var use = lifetime.use()) {
 *     ...
 *   }
 * }
 *
 * public void close() {
 *   lifetime.close();
 * }
 * }</pre>
 *
 * <p>Closing waits for nobody: what is under way goes on, and the last of it releases, on its own
 * thread. A thread within a call may begin others of the same owner even then; every other call is
 * answered with the same {@link IllegalStateException}.
 */
public final class Lifetime implements AutoCloseable {

  /** Beside the count: the sign of a closed one. */
  private static final int CLOSED = Integer.MIN_VALUE;

  private static final ThreadLocal<Use> INNERMOST = new ThreadLocal<>();

  private final String owner;
  private final Runnable release;
  private final AtomicInteger calls = new AtomicInteger(); // under way; with CLOSED once it is

  /**
   * One that begins now.
   *
   * @param owner what is closed, in a word: {@code classifier}
   * @param release frees what it owns; it runs once, on the thread that closes or on that of the
   *     last call
   */
  public Lifetime(String owner, Runnable release) {
    this.owner = owner;
    this.release = release;
  }

  /** A call under way; it ends on the thread that began it, calls within it before it. */
  public final class Use implements AutoCloseable {

    private final Use outer = INNERMOST.get();
    private boolean ended;

    private Use() {
      INNERMOST.set(this);
    }

    private Lifetime lifetime() {
      return Lifetime.this;
    }

    @Override
    public void close() {
      if (!ended) {
        ended = true;
        INNERMOST.set(outer);
        if (calls.decrementAndGet() == CLOSED) {
          release.run();
        }
      }
    }
  }

  /**
   * Begins a call; nothing is released before it ends.
   *
   * @throws IllegalStateException if the owner was closed and this thread is in none of its calls
   */
  public Use use() {
    int now;
    do {
      now = calls.get();
      if (now < 0) {
        requireCall();
      }
    } while (!calls.compareAndSet(now, now + 1));
    return new Use();
  }

  /**
   * Refuses a call that touches no native memory as {@link #use} would.
   *
   * @throws IllegalStateException if the owner was closed and this thread is in none of its calls
   */
  public void requireOpen() {
    if (calls.get() < 0) {
      requireCall();
    }
  }

  /** A thread within a call keeps the memory from being released, so it may begin another. */
  private void requireCall() {
    for (Use use = INNERMOST.get(); use != null; use = use.outer) {
      if (use.lifetime() == this) {
        return;
      }
    }
    throw new IllegalStateException(
        "this %s is closed: make or load another, or close it after its last call"
            .formatted(owner));
  }

  /** Takes no more calls; releases now, or with the last call that is under way. */
  @Override
  public void close() {
    if (calls.getAndUpdate(now -> now | CLOSED) == 0) {
      release.run();
    }
  }
}
