package dev.graft.app.cli;

import dev.graft.app.report.Wrap;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where a command speaks: results to {@code out}, progress and complaints to {@code err}.
 *
 * @param screen what a person sees of the two
 * @param environment of the process
 * @param line of {@code err} that is rewritten in place
 */
record Console(
    PrintStream out,
    PrintStream err,
    Screen screen,
    Map<String, String> environment,
    OneLine line) {

  static final int WIDTH = Wrap.WIDTH;

  private static final String NAME = "graft: ";
  private static final String WARNING = NAME + "warning: ";

  Console {
    environment = Map.copyOf(environment);
  }

  Console(PrintStream out, PrintStream err, Screen screen, Map<String, String> environment) {
    this(out, err, screen, environment, new OneLine(err));
  }

  /** The process's own streams. */
  static Console ofProcess() {
    Map<String, String> environment = System.getenv();
    return new Console(System.out, System.err, Screen.ofProcess(environment), environment);
  }

  /** The same where results are for programs: what is said goes beside them. */
  Console beside() {
    return new Console(err, err, screen.beside(), environment, line);
  }

  /** Of results. */
  Style style() {
    return Style.of(screen.out(), screen.isDumb(), environment);
  }

  /** Of what goes on. */
  Style errStyle() {
    return Style.of(screen.err(), screen.isDumb(), environment);
  }

  /** A line of results. */
  void say(String text, Object... values) {
    line.print(out, List.of(filled(text, values)));
  }

  /** Lines of results. */
  void say(List<String> lines) {
    line.print(out, style().tables(lines));
  }

  /** A line about what goes on. */
  void tell(String text, Object... values) {
    List<String> lines = fitted(filled(text, values));
    if (lines.get(0).startsWith(WARNING)) {
      lines = marked(lines, WARNING, errStyle().warning(WARNING));
    }
    line.print(err, lines);
  }

  /** A line about what ends the command. */
  void complain(String text) {
    line.print(err, marked(fitted(NAME + text), NAME, errStyle().error(NAME)));
  }

  private static String filled(String text, Object... values) {
    return values.length == 0 ? text : String.format(Locale.ROOT, text, values);
  }

  /** A person's terminal would break lines within words; programs are told one. */
  private List<String> fitted(String text) {
    return screen.rewrites() && text.startsWith(NAME)
        ? Wrap.hanging(NAME, text.substring(NAME.length()), Math.min(WIDTH, screen.columns()))
        : List.of(text);
  }

  private static List<String> marked(List<String> lines, String mark, String styled) {
    var marked = new ArrayList<>(lines);
    marked.set(0, styled + lines.get(0).substring(mark.length()));
    return marked;
  }
}
