package dev.graft.app.cli;

/** Shows how far a long piece of work is, until it is closed. */
sealed interface Meter extends AutoCloseable permits BarMeter, LineMeter {

  /** {@code done} of the total are done. */
  void at(long done);

  @Override
  void close();

  /** A bar that rewrites itself on a terminal; elsewhere a line every so often. */
  static Meter start(Console console, String task, long total, String unit) {
    return console.terminal()
        ? new BarMeter(console, task, total, unit)
        : new LineMeter(console, task, total, unit);
  }
}
