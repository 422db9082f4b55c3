package dev.graft.app.cli;

import dev.graft.compare.Comparison;
import dev.graft.compare.Crossed;
import dev.graft.data.DataException;
import dev.graft.data.Dataset;
import dev.graft.data.Folds;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Whether images are cross-validated.
 *
 * @param count of folds, as the user wants them; 0 for none; empty where Graft decides
 */
record FoldsWanted(OptionalInt count) {

  /** With fewer test images a split says too little. */
  private static final int FEW = 100;

  /** As many as are usual (Kohavi, 1995), and features are computed once for all of them. */
  private static final int USUAL = 5;

  private static final String OFF = "off";

  /** What completes {@code --folds}. */
  static final class Words extends Known {
    Words() {
      super(Stream.of(OFF, String.valueOf(USUAL), "10"));
    }
  }

  /** For a command that does not cross-validate. */
  static FoldsWanted none() {
    return new FoldsWanted(OptionalInt.of(0));
  }

  static FoldsWanted parse(String text) {
    if (text == null) {
      return new FoldsWanted(OptionalInt.empty());
    }
    if (text.equals(OFF)) {
      return none();
    }
    if (!text.matches("\\d{1,4}") || Integer.parseInt(text) < 2) {
      throw new UsageException(
          "--folds is a number of 2 or more, 5 and 10 are usual, or off; got \"%s\""
              .formatted(text));
    }
    return new FoldsWanted(OptionalInt.of(Integer.parseInt(text)));
  }

  /** {@code options} with these folds of {@code data}, by that seed. */
  Comparison.Options of(Dataset data, long seed, Comparison.Options options, SplitArgs split)
      throws DataException {
    if (count.isPresent()) {
      return count.getAsInt() == 0
          ? options
          : options.withCrossed(Crossed.fully(data.folds(count.getAsInt(), seed)));
    }
    boolean few = data.test().map(test -> test.size() < FEW).orElse(false);
    if (!few || data.bringsSplits() || split.limitsTest() || options.tuned().isPresent()) {
      return options;
    }
    return folds(data, seed).map(f -> options.withCrossed(Crossed.asTimeAllows(f))).orElse(options);
  }

  /** Where there are too few images for folds, the split will have to do. */
  private static Optional<Folds> folds(Dataset data, long seed) {
    try {
      return Optional.of(data.folds(USUAL, seed));
    } catch (DataException e) {
      return Optional.empty();
    }
  }
}
