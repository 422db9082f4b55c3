package dev.graft.app.cli.values;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;

/** Which known word somebody may have meant by one that is not known. */
public final class Nearest {

  /** More than a third of its letters wrong, and it is another word. */
  private static final int LETTERS_A_MISTAKE = 3;

  private Nearest() {}

  /** The known word with the fewest mistakes, if it has few; the first of several. */
  static Optional<String> to(String word, Collection<String> known) {
    int most = Math.max(1, word.length() / LETTERS_A_MISTAKE);
    return known.stream()
        .min(Comparator.comparingInt(candidate -> mistakes(word, candidate)))
        .filter(candidate -> mistakes(word, candidate) <= most);
  }

  /** What {@code settings} makes of {@code word}; where it knows no such word, the nearest. */
  public static <T> T check(Supplier<T> settings, String word, Collection<String> known) {
    try {
      return settings.get();
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage() + (known.contains(word) ? "" : hint(word, known)));
    }
  }

  /** For what picocli matched with nothing: the nearest option or command. */
  public static String hint(UnmatchedArgumentException wrong) {
    String word = wrong.getUnmatched().get(0).split("=", 2)[0];
    CommandLine.Model.CommandSpec spec = wrong.getCommandLine().getCommandSpec();
    List<String> known =
        word.startsWith("-")
            ? spec.options().stream().flatMap(option -> List.of(option.names()).stream()).toList()
            : spec.subcommands().entrySet().stream()
                .filter(command -> !command.getValue().getCommandSpec().usageMessage().hidden())
                .map(command -> command.getKey())
                .toList();
    return hint(word, known);
  }

  private static String hint(String word, Collection<String> known) {
    return to(word, known).map("; did you mean %s?"::formatted).orElse("");
  }

  /**
   * Letters to add, drop, change or swap with the next (optimal string alignment; Damerau, 1964).
   */
  private static int mistakes(String a, String b) {
    int[][] least = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          least[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(least[i - 1][j], least[i][j - 1]) + 1;
        best = Math.min(best, least[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        least[i][j] = swapped ? Math.min(best, least[i - 2][j - 2] + 1) : best;
      }
    }
    return least[a.length()][b.length()];
  }
}
