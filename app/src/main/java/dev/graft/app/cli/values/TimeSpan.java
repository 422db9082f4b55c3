package dev.graft.app.cli.values;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** A time as options give it: {@code 90s}, {@code 10m}, {@code 1.5h}. */
public record TimeSpan(Duration duration) {

  private static final Pattern TEXT = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?)\\s*([smh])");
  private static final Map<String, Integer> SECONDS = Map.of("s", 1, "m", 60, "h", 3600);

  /** Reads what a user wrote. */
  public static TimeSpan parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException(
          ("\"%s\" is not a time such as 90s, 10m or" + " 1h").formatted(text));
    }
    double seconds = Double.parseDouble(matcher.group(1)) * SECONDS.get(matcher.group(2));
    return new TimeSpan(Duration.ofMillis(Math.round(1000 * seconds)));
  }
}
