package dev.graft.app.cli.terminal;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;

/** A progress line with the time left, rewritten in place and wiped when the work is done. */
final class BarMeter implements Meter, ProgressBarConsumer {

  private static final int REFRESH_MILLIS = 200;
  private static final int NARROWEST = 20;

  private final OneLine line;
  private final int width;
  private final ProgressBar bar;
  private boolean closed;

  BarMeter(Console console, Task task) {
    this.line = console.line();
    // A line as wide as the terminal would wrap on some and then not be rewritten.
    this.width =
        Math.max(NARROWEST, Math.min(console.screen().columns(), Console.WIDTH)) - OneLine.FREE;
    this.bar =
        new ProgressBarBuilder()
            .setInitialMax(task.total())
            .setUpdateIntervalMillis(REFRESH_MILLIS)
            .setRenderer(
                (state, most) ->
                    ProgressLine.of(
                        task, state.getCurrent(), seconds(state.getElapsedAfterStart()), most))
            .setConsumer(this)
            .build();
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  @Override
  public int getMaxRenderedLength() {
    return width;
  }

  /** The bar's own thread may come late: after {@link #close} nothing is drawn. */
  @Override
  public synchronized void accept(String text) {
    if (!closed) {
      line.show(text);
    }
  }

  @Override
  public void at(long done) {
    bar.stepTo(done);
  }

  /** Called twice: by the work, and by the bar on a thread of its own, too late for the line. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      line.wipe();
    }
    bar.close();
  }
}
