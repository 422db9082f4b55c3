package dev.graft.app.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Options whose value is one of a few words: the lower-case names of an enum. */
final class Choice {

  private Choice() {}

  /** The constant that {@code word} names. */
  static <E extends Enum<E>> E of(String option, String word, E[] constants) {
    return Arrays.stream(constants)
        .filter(constant -> word(constant).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "%s is one of %s, got \"%s\""
                        .formatted(
                            option,
                            Arrays.stream(constants)
                                .map(Choice::word)
                                .collect(Collectors.joining(", ")),
                            word)));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
