package dev.graft.app.report.html.drawing;

import dev.graft.files.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** HTML and SVG from text that may hold anything. */
public final class Html {

  private Html() {}

  /** {@code text} as content or as a quoted attribute's value; control characters are left out. */
  public static String text(String text) {
    var safe = new StringBuilder();
    text.codePoints()
        .filter(c -> c == '\n' || c == '\t' || !Character.isISOControl(c))
        .filter(c -> c < 0xD800 || c > 0xDFFF) // half a pair is no character
        .forEach(
            c -> {
              switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }

  /** {@code <name attributes>content</name>}; attributes and content are HTML already. */
  public static String element(String name, String attributes, String... content) {
    String space = attributes.isEmpty() ? "" : " ";
    return "<" + name + space + attributes + ">" + String.join("", content) + "</" + name + ">";
  }

  /** A paragraph of plain text. */
  public static String paragraph(String cssClass, String text) {
    return element("p", cssClass.isEmpty() ? "" : "class=\"" + cssClass + "\"", text(text)) + "\n";
  }

  /** A list of plain text; nothing where there is none. */
  public static String list(String cssClass, List<String> items) {
    return items.isEmpty()
        ? ""
        : items.stream()
            .map(item -> element("li", "", text(item)))
            .collect(Collectors.joining("\n", "<ul class=\"" + cssClass + "\">\n", "\n</ul>\n"));
  }

  /** Something that may be wider than the screen, in a box that the keyboard reaches too. */
  public static String scrolling(String label, String content) {
    return element(
            "div",
            "class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" + text(label) + "\"",
            content)
        + "\n";
  }

  /** Base64 of its SHA-256, by which a page allows its own style and script. */
  public static String sha256(String text) {
    byte[] digest = Digest.sha256().add(text.getBytes(StandardCharsets.UTF_8)).bytes();
    return Base64.getEncoder().encodeToString(digest);
  }
}
