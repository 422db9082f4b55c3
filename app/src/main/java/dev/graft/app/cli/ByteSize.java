package dev.graft.app.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes as options give it: {@code 512M}, {@code 1G}, in powers of 1024. */
record ByteSize(long bytes) {

  private static final Pattern TEXT = Pattern.compile("(\\d+)([kmgt]?)(i?b)?");
  private static final String UNITS = "kmgt";

  /** Reads what a user wrote. */
  static ByteSize parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("\"%s\" is no size such as 512M or 1G".formatted(text));
    }
    int power = matcher.group(2).isEmpty() ? 0 : UNITS.indexOf(matcher.group(2)) + 1;
    long bytes = Long.parseLong(matcher.group(1));
    return new ByteSize(Math.multiplyExact(bytes, 1L << (10 * power)));
  }

  @Override
  public String toString() {
    int power = 0;
    long rest = bytes;
    while (rest > 0 && rest % 1024 == 0 && power < UNITS.length()) {
      rest /= 1024;
      power++;
    }
    return power == 0
        ? String.valueOf(rest)
        : rest + UNITS.substring(power - 1, power).toUpperCase(Locale.ROOT);
  }
}
