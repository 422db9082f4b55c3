package dev.graft.app.manual;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A script of a shell whose lines {@code #@NAME} give way to generated ones. */
final class Script {

  private static final int LONGEST_SUMMARY = 64;

  private Script() {}

  /** The resource {@code name} with every line {@code #@KEY} replaced by the lines of that key. */
  static String filled(String name, Map<String, List<String>> parts) {
    return read(name)
        .lines()
        .flatMap(
            line ->
                line.strip().startsWith("#@")
                    ? parts.get(line.strip().substring(2)).stream()
                    : List.of(line).stream())
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String read(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not in the jar: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The beginning of a description, for a list of many. */
  static String summary(String description) {
    String first = description.split(";| \\(|\\. ", -1)[0].strip().replaceFirst("[.,]$", "");
    String text = first.isEmpty() ? description : first;
    if (text.length() <= LONGEST_SUMMARY) {
      return text;
    }
    int end = text.lastIndexOf(' ', LONGEST_SUMMARY - 3);
    return text.substring(0, end > 0 ? end : LONGEST_SUMMARY - 3) + "...";
  }

  /** A word in single quotes, in which nothing but a quote is special. */
  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
