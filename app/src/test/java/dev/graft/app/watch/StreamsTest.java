package dev.graft.app.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

class StreamsTest {

  private final AtomicLong clock = new AtomicLong(System.nanoTime());
  private final Streams streams = new Streams(clock::get);

  private void pass(int seconds) {
    clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void aPageThatIsGoneMayOnlyBeLoadedAnew() {
    assertThat(streams.isNeeded()).as("none was ever open").isFalse();
    streams.add(
        closed ->
            new EventStream(
                (last, bytes, written) -> written.failed(new EOFException()),
                Callback.NOOP,
                true,
                closed));
    pass(60);
    assertThat(streams.isNeeded()).as("open").isTrue();
    streams.offer(List.of(), clock.get()); // the beat shows that it is gone
    assertThat(streams.isWatched()).isFalse();
    pass(7);
    assertThat(streams.isNeeded()).as("it may be loaded anew").isTrue();
    pass(2);
    assertThat(streams.isNeeded()).isFalse();
  }
}
