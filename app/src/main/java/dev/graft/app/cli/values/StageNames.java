package dev.graft.app.cli.values;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of stages in a few words: {@code stem, layer1..4, pool}. */
public final class StageNames {

  private static final Pattern NUMBERED = Pattern.compile("(.*?)(\\d+)");

  private StageNames() {}

  /** Names that count up become the first of them and the last number. */
  public static String shorten(List<String> names) {
    var parts = new ArrayList<String>();
    int i = 0;
    while (i < names.size()) {
      int end = i + 1;
      while (end < names.size() && follows(names.get(end - 1), names.get(end))) {
        end++;
      }
      String last = end - i > 1 ? ".." + number(names.get(end - 1)) : "";
      parts.add(names.get(i) + last);
      i = end;
    }
    return String.join(", ", parts);
  }

  private static boolean follows(String before, String name) {
    Matcher first = NUMBERED.matcher(before);
    Matcher second = NUMBERED.matcher(name);
    return first.matches()
        && second.matches()
        && first.group(1).equals(second.group(1))
        && Integer.parseInt(second.group(2)) == Integer.parseInt(first.group(2)) + 1;
  }

  private static String number(String name) {
    Matcher matcher = NUMBERED.matcher(name);
    return matcher.matches() ? matcher.group(2) : name;
  }
}
