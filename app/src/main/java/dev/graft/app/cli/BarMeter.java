package dev.graft.app.cli;

import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar with the time left, rewritten in place and wiped when the work is done. */
final class BarMeter implements Meter {

  private static final int REFRESH_MILLIS = 200;

  private final ProgressBar bar;
  private final OneLine line;

  BarMeter(Console console, String task, long total, String unit) {
    // A line as wide as the terminal would wrap on some and then not be rewritten.
    int width = Math.max(20, Math.min(console.columns(), Console.WIDTH) - 1);
    this.line = new OneLine(console.err(), width);
    this.bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUnit(" " + unit, 1)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REFRESH_MILLIS)
            .setConsumer(line)
            .setEtaFunction(state -> left(state.getElapsedAfterStart(), state.getCurrent(), total))
            .build();
  }

  private static Optional<Duration> left(Duration elapsed, long done, long total) {
    return done == 0
        ? Optional.empty()
        : Optional.of(elapsed.multipliedBy(total - done).dividedBy(done));
  }

  @Override
  public void at(long done) {
    bar.stepTo(done);
  }

  @Override
  public void close() {
    bar.close();
    // The bar closes its consumer on another thread, too late for the line that comes next.
    line.close();
  }
}
