package dev.graft.app.cli;

/** Says every half minute how far the work is: for logs. */
final class LineMeter implements Meter {

  private static final long INTERVAL_NANOS = 30_000_000_000L;

  private final Console console;
  private final String task;
  private final long total;
  private final String unit;
  private final long start = System.nanoTime();
  private long said = start;

  LineMeter(Console console, String task, long total, String unit) {
    this.console = console;
    this.task = task;
    this.total = total;
    this.unit = unit;
  }

  @Override
  public void at(long done) {
    long now = System.nanoTime();
    if (now - said < INTERVAL_NANOS || done == 0 || done >= total) {
      return;
    }
    said = now;
    long left = (now - start) / done * (total - done) / 1_000_000_000L;
    console.tell("%s: %,d of %,d %s, about %,d s left", task, done, total, unit, left);
  }

  @Override
  public void close() {}
}
