package dev.graft.app.cli.values;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** A number of bytes as options give it: {@code 512M}, {@code 1G}, in powers of 1024. */
public record ByteSize(long bytes) {

  private static final Pattern TEXT = Pattern.compile("(\\d+)([kmgt]?)(i?b)?");
  private static final String UNITS = "kmgt";

  /** Reads what a user wrote. */
  public static ByteSize parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException("\"%s\" is not a size such as 512M or 1G".formatted(text));
    }
    int power = matcher.group(2).isEmpty() ? 0 : UNITS.indexOf(matcher.group(2)) + 1;
    try {
      long number = Long.parseLong(matcher.group(1));
      return new ByteSize(Math.multiplyExact(number, 1L << (10 * power)));
    } catch (ArithmeticException | NumberFormatException e) {
      throw new TypeConversionException("\"%s\" is more than any machine has".formatted(text));
    }
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
