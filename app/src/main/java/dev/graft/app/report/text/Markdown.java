package dev.graft.app.report.text;

/** Text that may hold anything, such as the names of a user's classes and files, as Markdown. */
public final class Markdown {

  private Markdown() {}

  /** In one line, without HTML: what the text says is seen and nothing of it is obeyed. */
  public static String text(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replaceAll("\\R", " ");
  }

  /** The same in a table, where a bar would open another column. */
  public static String cell(String text) {
    return text(text).replace("|", "\\|");
  }
}
