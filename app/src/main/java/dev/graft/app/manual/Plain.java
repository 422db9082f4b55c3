package dev.graft.app.manual;

import java.util.Arrays;
import java.util.IllegalFormatException;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** Texts of annotations as a reader sees them: no markup, no escapes. */
final class Plain {

  private Plain() {}

  /** A text of several parts, as one line. */
  static String text(String... parts) {
    return String.join(" ", lines(parts)).strip();
  }

  /** Each part, with its line breaks. */
  static List<String> lines(String... parts) {
    return Arrays.stream(parts).map(Plain::read).flatMap(String::lines).toList();
  }

  /** A heading without line breaks and its colon. */
  static String heading(String text) {
    return read(text == null ? "" : text).strip().replaceFirst(":$", "");
  }

  private static String read(String text) {
    String plain = Ansi.OFF.string(text);
    try {
      return String.format(plain); // %n, %%
    } catch (IllegalFormatException e) {
      return plain; // as picocli does
    }
  }
}
