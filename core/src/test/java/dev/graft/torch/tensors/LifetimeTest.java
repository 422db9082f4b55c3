package dev.graft.torch.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Released once, when closed and when the last call has ended, and not a moment before. */
class LifetimeTest {

  private final AtomicInteger released = new AtomicInteger();
  private final Lifetime lifetime = new Lifetime("thing", released::incrementAndGet);
  private final ExecutorService others = Executors.newFixedThreadPool(4);

  @AfterEach
  void end() {
    others.shutdownNow();
  }

  private void isRefused() {
    assertThatThrownBy(lifetime::use)
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("this thing is closed: make or load another, or close it after its last call");
    assertThatThrownBy(lifetime::requireOpen).isExactlyInstanceOf(IllegalStateException.class);
  }

  private void elsewhere(Runnable work) throws Exception {
    others.submit(work).get();
  }

  @Test
  void withoutCallsItIsReleasedWhenItIsClosedAndOnce() {
    lifetime.use().close();
    lifetime.requireOpen();
    assertThat(released).hasValue(0);
    lifetime.close();
    assertThat(released).hasValue(1);
    isRefused();
    lifetime.close();
    assertThat(released).hasValue(1);
  }

  @Test
  void withCallsUnderWayItIsReleasedByTheLast() throws Exception {
    var first = lifetime.use();
    var second = lifetime.use();
    elsewhere(lifetime::close);
    elsewhere(lifetime::close);
    elsewhere(this::isRefused);
    second.close();
    assertThat(released).hasValue(0);
    first.close();
    assertThat(released).hasValue(1);
    isRefused();
  }

  @Test
  void withinACallOthersMayBeginAfterClosing() throws Exception {
    try (var outer = lifetime.use()) {
      lifetime.close();
      try (var inner = lifetime.use();
          var innermost = lifetime.use()) {
        lifetime.requireOpen();
        elsewhere(this::isRefused);
      }
      lifetime.use().close();
      assertThat(released).hasValue(0);
    }
    assertThat(released).hasValue(1);
    isRefused();
  }

  @Test
  void aCallOfAnotherOwnerDoesNotCount() {
    var other = new Lifetime("other thing", released::incrementAndGet);
    try (var use = other.use();
        var own = lifetime.use()) {
      other.close();
      lifetime.close();
      lifetime.requireOpen();
      other.requireOpen();
    }
    try (var use = new Lifetime("third", () -> {}).use()) {
      isRefused();
    }
    assertThat(released).hasValue(2);
  }

  @Test
  void aCallEndsOnce() {
    var use = lifetime.use();
    var still = lifetime.use();
    still.close();
    still.close();
    lifetime.close();
    assertThat(released).hasValue(0);
    use.close();
    assertThat(released).hasValue(1);
  }

  /** Whoever comes in the moment it is closed is either in or refused. */
  @Test
  void nobodyIsInWhenItIsReleased() throws Exception {
    for (int round = 0; round < 2000; round++) {
      var gone = new AtomicInteger();
      var contested = new Lifetime("thing", gone::incrementAndGet);
      var together = new CyclicBarrier(4);
      var calls = new ArrayList<Future<Integer>>();
      for (int i = 0; i < 3; i++) {
        calls.add(others.submit(() -> seenGone(contested, gone, together)));
      }
      Future<?> closing =
          others.submit(
              () -> {
                together.await();
                contested.close();
                return null;
              });
      closing.get();
      for (Future<Integer> call : calls) {
        assertThat(call.get()).isZero();
      }
      assertThat(gone).hasValue(1);
    }
  }

  /** How often it was released while this thread was in a call; ends when it is refused. */
  private static int seenGone(Lifetime contested, AtomicInteger gone, CyclicBarrier together)
      throws Exception {
    together.await();
    int seen = 0;
    while (true) {
      try (var use = contested.use();
          var nested = contested.use()) {
        seen += gone.get();
      } catch (IllegalStateException e) {
        return seen;
      }
    }
  }

  @Test
  void aCallCostsLessThanAMicrosecond() {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      best = Math.min(best, nanosOfACall());
    }
    assertThat(best).isLessThan(1000);
  }

  private long nanosOfACall() {
    int count = 100_000;
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
      try (var use = lifetime.use()) {
        lifetime.requireOpen();
      }
    }
    return (System.nanoTime() - began) / count;
  }
}
