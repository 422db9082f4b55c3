package dev.graft.app.cli.terminal;

/** Says every half minute how far the work is: for logs. */
final class LineMeter implements Meter {

  private static final long INTERVAL_NANOS = 30_000_000_000L;

  private final Console console;
  private final Task task;
  private final long start = System.nanoTime();
  private long said = start;

  LineMeter(Console console, Task task) {
    this.console = console;
    this.task = task;
  }

  @Override
  public void at(long done) {
    long now = System.nanoTime();
    if (now - said < INTERVAL_NANOS || done == 0 || done >= task.total()) {
      return;
    }
    said = now;
    long left = (now - start) / done * (task.total() - done) / 1_000_000_000L;
    console.tell(
        "%s: %,d of %,d %s, about %,d s left", task.name(), done, task.total(), task.unit(), left);
  }

  @Override
  public void close() {}
}
