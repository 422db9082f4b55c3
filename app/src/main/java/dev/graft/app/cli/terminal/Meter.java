package dev.graft.app.cli.terminal;

/** Shows how far a long piece of work is, until it is closed. */
public sealed interface Meter extends AutoCloseable permits BarMeter, LineMeter {

  /** {@code done} of the total are done. */
  void at(long done);

  @Override
  void close();

  /** A line that rewrites itself on a terminal; elsewhere a line every so often. */
  static Meter start(Console console, Task task) {
    return console.screen().rewrites() ? new BarMeter(console, task) : new LineMeter(console, task);
  }

  /** The same for work that nothing comes after. */
  static Meter start(Console console, String name, long total, String unit) {
    return start(console, Task.of(name, total, unit));
  }
}
