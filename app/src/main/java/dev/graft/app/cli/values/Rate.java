package dev.graft.app.cli.values;

import java.util.Locale;
import picocli.CommandLine.TypeConversionException;

/** A number of an option, written as people write rates: {@code 1e-4}. */
public record Rate(double value) {

  /** Reads what a user wrote. */
  public static Rate parse(String text) {
    try {
      return new Rate(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new TypeConversionException("\"%s\" is not a number such as 1e-4".formatted(text));
    }
  }

  @Override
  public String toString() {
    if (value != 0 && Math.abs(value) < 0.01) {
      // 1.0e-04, as Java writes it, to 1e-4
      return String.format(Locale.ROOT, "%.3e", value)
          .replaceAll("\\.?0*e", "e")
          .replaceAll("e([+-])0*(\\d)", "e$1$2");
    }
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
