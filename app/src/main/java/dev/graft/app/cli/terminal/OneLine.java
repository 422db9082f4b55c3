package dev.graft.app.cli.terminal;

import java.io.PrintStream;

/** The line of a terminal that is rewritten in place; it gives way to whatever else is printed. */
final class OneLine {

  /** Columns that a line must leave free: what Ctrl-C echoes, and the last, which would wrap. */
  static final int FREE = "^C".length() + 1;

  private final PrintStream terminal;
  private int length;

  OneLine(PrintStream terminal) {
    this.terminal = terminal;
  }

  /**
   * Puts {@code text} in the place of what was shown; {@link #FREE} columns less than there are.
   */
  synchronized void show(String text) {
    terminal.print("\r" + text + " ".repeat(Math.max(0, length - text.length())));
    terminal.flush();
    length = text.length();
  }

  /** Leaves nothing behind, nor what Ctrl-C echoed. */
  synchronized void wipe() {
    if (length > 0) {
      terminal.print("\r" + " ".repeat(length + FREE - 1) + "\r");
      terminal.flush();
      length = 0;
    }
  }

  /** Prints whole lines, where the rewritten one stood if there was one. */
  synchronized void print(PrintStream stream, Iterable<String> lines) {
    wipe();
    lines.forEach(stream::println);
    stream.flush();
  }
}
