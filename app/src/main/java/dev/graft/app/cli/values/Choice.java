package dev.graft.app.cli.values;

import dev.graft.app.report.json.SettingsText;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Options whose value is one of a few words: the lower-case names of an enum. */
public final class Choice {

  private Choice() {}

  /** The constant that {@code word} names. */
  public static <E extends Enum<E>> E of(String option, String word, E[] constants) {
    return Arrays.stream(constants)
        .filter(constant -> SettingsText.word(constant).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "%s is one of %s, got \"%s\""
                        .formatted(
                            option,
                            Arrays.stream(constants)
                                .map(SettingsText::word)
                                .collect(Collectors.joining(", ")),
                            word)));
  }
}
