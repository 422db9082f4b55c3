package dev.graft.app.manual;

import java.util.List;

/**
 * A manual page in the language of {@code man}, line by line: groff's man(7), which mandoc reads.
 */
final class Roff {

  /** Of a line of the source; what prints the page fills its lines anew. */
  private static final int WIDTH = 78;

  private final StringBuilder page = new StringBuilder();

  /** The page's title line; {@code date} as ISO 8601 has it. */
  void title(String name, String date, String source, String manual) {
    page.append(
        ".TH \"%s\" 1 \"%s\" \"%s\" \"%s\"\n"
            .formatted(escaped(name), date, escaped(source), escaped(manual)));
    page.append(".nh\n.ad l\n"); // what is to be typed is not hyphenated
  }

  void section(String heading) {
    page.append(".SH \"").append(escaped(heading)).append("\"\n");
  }

  void subsection(String heading) {
    page.append(".SS \"").append(escaped(heading)).append("\"\n");
  }

  /** Begins a paragraph. */
  void paragraph() {
    page.append(".PP\n");
  }

  /** Begins a paragraph whose first line hangs out; {@code tag} is marked up already. */
  void tagged(String tag) {
    page.append(".TP\n").append(tag).append('\n');
  }

  /** Plain text, broken between words. */
  void text(String text) {
    marked(List.of(escaped(text.strip()).split("\\s+", -1)));
  }

  /** Words that are marked up already, broken between them. */
  void marked(List<String> words) {
    var line = new StringBuilder();
    for (String word : words) {
      if (line.length() > 0 && line.length() + 1 + word.length() > WIDTH) {
        line(line);
        line.setLength(0);
      }
      line.append(line.length() > 0 ? " " : "").append(word);
    }
    line(line);
  }

  /** A line that begins with a dot or a quote would be a request. */
  private void line(StringBuilder line) {
    if (line.length() > 0) {
      boolean isRequest = line.charAt(0) == '.';
      page.append(isRequest ? "\\&" : "").append(line).append('\n');
    }
  }

  static String bold(String text) {
    return "\\fB" + escaped(text) + "\\fR";
  }

  static String italic(String text) {
    return "\\fI" + escaped(text) + "\\fR";
  }

  /** Characters that would be commands, or be printed as others than those one types. */
  static String escaped(String text) {
    var escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\\' -> escaped.append("\\(rs");
                case '-' -> escaped.append("\\-");
                case '\'' -> escaped.append("\\(aq");
                case '`' -> escaped.append("\\(ga");
                case '^' -> escaped.append("\\(ha");
                case '~' -> escaped.append("\\(ti");
                case '"' -> escaped.append("\\(dq");
                default ->
                    escaped.append(c < 128 ? Character.toString(c) : "\\[u%04X]".formatted(c));
              }
            });
    return escaped.toString();
  }

  @Override
  public String toString() {
    return page.toString();
  }
}
