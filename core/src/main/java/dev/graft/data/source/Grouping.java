package dev.graft.data.source;

import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which images belong together, such as those of one patient or of one plant, and therefore stay in
 * one split. An image that belongs to none is a group of its own.
 */
public sealed interface Grouping {

  /** What {@link #by} reads as {@link ByParent}. */
  String PARENT = "parent";

  /** The column {@code group} of a CSV, or else {@code patient}, if it has one; otherwise none. */
  record Usual() implements Grouping {}

  /** The column of a CSV with this name, in whatever case. */
  record ByColumn(String name) implements Grouping {
    /** Refuses an empty name. */
    public ByColumn {
      if (name.isBlank()) {
        throw new IllegalArgumentException(
            "a group column has a name, got \"" + name + "\"; take one out of the CSV's header");
      }
    }
  }

  /**
   * The folders between the class folder and the image. A class is then a folder directly below the
   * data folder or a split folder, and folders of the same name below two classes are one group.
   */
  record ByParent() implements Grouping {}

  /**
   * What the first capture group of {@code regex}, or without one the whole of it, finds first in
   * an image's name, which is its path below the data folder.
   */
  record ByPath(String regex) implements Grouping {
    /** Refuses what is no regular expression. */
    public ByPath {
      Objects.requireNonNull(regex, "regex");
      try {
        Pattern.compile(regex);
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            "groups are found by parent or by a regular expression, got \"%s\": %s at position %d"
                .formatted(regex, e.getDescription(), Math.max(0, e.getIndex())),
            e);
      }
    }
  }

  /**
   * {@code parent}, or a regular expression.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static Grouping by(String text) {
    return text.equals(PARENT) ? new ByParent() : new ByPath(text);
  }
}
