package dev.graft.app.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Bold, dim and three colours where a person sees them; elsewhere text stays as it is, to the byte.
 * Text is styled once it is laid out, so that nothing here counts as width.
 */
public record Style(boolean on) {

  private static final String END = "\u001b[0m";
  private static final List<String> WORDS_OF_WARNING = List.of("Note: ", "Warning: ");

  /**
   * The style of a stream: colours on a terminal, never with {@code NO_COLOR} (no-color.org),
   * always with {@code FORCE_COLOR} or {@code CLICOLOR_FORCE}, in this order.
   */
  static Style of(boolean terminal, boolean isDumb, Map<String, String> environment) {
    if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
      return new Style(false);
    }
    boolean forced = asks(environment, "FORCE_COLOR") || asks(environment, "CLICOLOR_FORCE");
    return new Style(forced || (terminal && !isDumb));
  }

  private static boolean asks(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    return !value.isEmpty() && !value.equals("0");
  }

  /** Headings, and what to remember. */
  public String bold(String text) {
    return with("1", text);
  }

  /** What explains other lines. */
  public String dim(String text) {
    return with("2", text);
  }

  /** The best. */
  public String good(String text) {
    return with("1;32", text);
  }

  /** What hinders nothing and should be known. */
  String warning(String text) {
    return with("33", text);
  }

  /** What went wrong. */
  String error(String text) {
    return with("1;31", text);
  }

  private String with(String code, String text) {
    return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + END : text;
  }

  /** Lines of results: heads of tables bold, the rules under them dim, words of warning marked. */
  List<String> results(List<String> lines) {
    var styled = new ArrayList<String>(lines);
    for (int i = 0; on && i < lines.size(); i++) {
      String line = lines.get(i);
      if (isRule(line) && i > 0) {
        styled.set(i - 1, bold(lines.get(i - 1)));
        styled.set(i, dim(line));
      }
      for (String word : WORDS_OF_WARNING) {
        if (line.startsWith(word)) {
          styled.set(i, warning(word) + line.substring(word.length()));
        }
      }
    }
    return styled;
  }

  private static boolean isRule(String line) {
    return line.length() > 2 && line.chars().allMatch(c -> c == '-');
  }
}
