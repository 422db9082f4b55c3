package dev.graft.app.cli;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBarConsumer;

/** A line of a terminal that is rewritten in place and leaves nothing behind. */
final class OneLine implements ProgressBarConsumer {

  private final PrintStream terminal;
  private final int width;
  private boolean closed;

  OneLine(PrintStream terminal, int width) {
    this.terminal = terminal;
    this.width = width;
  }

  @Override
  public int getMaxRenderedLength() {
    return width;
  }

  /** The bar's own thread may come late: after {@link #close} nothing is drawn. */
  @Override
  public synchronized void accept(String line) {
    if (!closed) {
      terminal.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
      terminal.flush();
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      terminal.print("\r" + " ".repeat(width) + "\r");
      terminal.flush();
    }
  }
}
