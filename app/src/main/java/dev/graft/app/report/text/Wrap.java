package dev.graft.app.report.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Breaks text into lines of at most 80 characters; not at {@link #NO_BREAK}. */
public final class Wrap {

  /** The width every report fits. */
  public static final int WIDTH = 80;

  /** Becomes a space, but keeps what it joins on one line. */
  static final char NO_BREAK = '\u00a0';

  private static final Pattern WORDS = Pattern.compile("\\s+");

  private Wrap() {}

  /** {@code text} between words; a word longer than a line stays whole. */
  public static List<String> lines(String text) {
    return hanging("", text);
  }

  /** The same after {@code label}, with further lines set in as far as that is long. */
  public static List<String> hanging(String label, String text) {
    return hanging(label, text, WIDTH);
  }

  /** The same for lines of at most {@code width} characters. */
  public static List<String> hanging(String label, String text, int width) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder(label);
    boolean empty = true;
    for (String word : WORDS.splitAsStream(text.strip()).toList()) {
      if (!empty && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line = new StringBuilder(" ".repeat(label.length()));
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
    lines.replaceAll(whole -> whole.replace(NO_BREAK, ' '));
    return lines;
  }
}
