package dev.graft.app.cli.terminal;

import dev.graft.app.report.text.Wrap;
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
public record Console(
    PrintStream out,
    PrintStream err,
    Screen screen,
    Map<String, String> environment,
    OneLine line) {

  public static final int WIDTH = Wrap.WIDTH;

  private static final String NAME = "graft: ";
  private static final String WARNING = NAME + "warning: ";

  public Console {
    environment = Map.copyOf(environment);
  }

  public Console(PrintStream out, PrintStream err, Screen screen, Map<String, String> environment) {
    this(out, err, screen, environment, new OneLine(err));
  }

  /** The process's own streams. */
  public static Console ofProcess() {
    Map<String, String> environment = System.getenv();
    return new Console(System.out, System.err, Screen.ofProcess(environment), environment);
  }

  /** The same where results are for programs: what is said goes beside them. */
  public Console beside() {
    return new Console(err, err, screen.beside(), environment, line);
  }

  /** Of results. */
  public Style style() {
    return Style.of(screen.out(), screen.isDumb(), environment);
  }

  /** Of what goes on. */
  public Style errStyle() {
    return Style.of(screen.err(), screen.isDumb(), environment);
  }

  /** A line of results. */
  public void say(String text, Object... values) {
    line.print(out, List.of(filled(text, values)));
  }

  /** Lines of results. */
  public void say(List<String> lines) {
    line.print(out, style().results(lines));
  }

  /** A line about what goes on. */
  public void tell(String text, Object... values) {
    String whole = filled(text, values);
    line.print(err, whole.startsWith(WARNING) ? warning(whole) : List.of(whole));
  }

  /** A line about what ends the command; never broken, for it may name one to copy. */
  public void complain(String text) {
    line.print(err, List.of(errStyle().error(NAME) + text));
  }

  private static String filled(String text, Object... values) {
    return values.length == 0 ? text : String.format(Locale.ROOT, text, values);
  }

  /** Broken between words for a person, whose terminal would break within them. */
  private List<String> warning(String text) {
    if (!screen.rewrites()) {
      return List.of(errStyle().warning(WARNING) + text.substring(WARNING.length()));
    }
    int width = Math.min(WIDTH, screen.columns());
    var lines = new ArrayList<>(Wrap.hanging(NAME, text.substring(NAME.length()), width));
    lines.set(0, errStyle().warning(WARNING) + lines.get(0).substring(WARNING.length()));
    return lines;
  }
}
