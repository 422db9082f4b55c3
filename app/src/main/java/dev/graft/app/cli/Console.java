package dev.graft.app.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where a command speaks: results to {@code out}, progress and complaints to {@code err}.
 *
 * @param terminal whether a person watches {@code err}, so that a line may be rewritten in place
 * @param columns width of that terminal
 * @param environment of the process
 */
record Console(
    PrintStream out,
    PrintStream err,
    boolean terminal,
    int columns,
    Map<String, String> environment) {

  static final int WIDTH = 80;

  Console {
    environment = Map.copyOf(environment);
  }

  /** The process's own streams; the launcher says by property whether they are a terminal. */
  static Console ofProcess() {
    boolean terminal = Boolean.getBoolean("graft.terminal");
    int columns = Integer.getInteger("graft.columns", WIDTH);
    return new Console(System.out, System.err, terminal, columns, System.getenv());
  }

  /** The same where results are for programs: what is said goes beside them. */
  Console beside() {
    return new Console(err, err, terminal, columns, environment);
  }

  /** A line of results. */
  void say(String line, Object... values) {
    out.println(values.length == 0 ? line : String.format(Locale.ROOT, line, values));
    out.flush();
  }

  /** Lines of results. */
  void say(List<String> lines) {
    lines.forEach(out::println);
    out.flush();
  }

  /** A line about what goes on. */
  void tell(String line, Object... values) {
    err.println(values.length == 0 ? line : String.format(Locale.ROOT, line, values));
    err.flush();
  }
}
