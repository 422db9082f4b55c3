package dev.graft.app.cli.options;

import dev.graft.app.cli.values.UsageException;
import dev.graft.compare.Comparison;
import dev.graft.compare.Crossed;
import dev.graft.data.Dataset;
import dev.graft.data.Folds;
import dev.graft.data.source.DataException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Whether images are cross-validated.
 *
 * @param count of folds, as the user wants them; 0 for none; empty where Graft decides
 */
public record FoldsWanted(OptionalInt count) {

  /** With fewer test images a split says too little. */
  private static final int FEW = 100;

  /** As many as are usual (Kohavi, 1995), and features are computed once for all of them. */
  private static final int USUAL = 5;

  /** With two, half of the images would be left to train on. */
  private static final int FEWEST = 3;

  private static final String OFF = "off";

  /** What completes {@code --folds}. */
  static final class Words extends Known {
    Words() {
      super(() -> Stream.of(OFF, String.valueOf(USUAL), "10"));
    }
  }

  /** For a command that does not cross-validate. */
  public static FoldsWanted none() {
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

  /** So many folds, where the user wants some. */
  public OptionalInt asked() {
    return count.orElse(0) == 0 ? OptionalInt.empty() : count;
  }

  /** What looks at every image, and leaves out what is to be left out. */
  @FunctionalInterface
  public interface Scan {
    Images of(Dataset data) throws DataException;
  }

  /** Images that were looked at, and how they are cross-validated, if they are. */
  public record Seen(Images images, Optional<Crossed> crossed) {

    public Comparison.Options of(Comparison.Options options) {
      return crossed.map(options::withCrossed).orElse(options);
    }
  }

  /**
   * Looks at images, in one where they are to be dealt to folds: then no split has been carved that
   * copies could be in two of.
   *
   * @param mayDecide whether Graft may, where the user says nothing
   */
  public Seen look(Dataset opened, long seed, boolean mayDecide, Scan scan) throws DataException {
    if (asked().isPresent()) {
      Images images = scan.of(opened);
      Folds folds = images.data().folds(asked().getAsInt(), seed);
      return new Seen(images, Optional.of(Crossed.fully(folds)));
    }
    if (count.isEmpty() && mayDecide && isSmall(opened) && folds(opened, seed).isPresent()) {
      Images images = scan.of(opened.undivided());
      Optional<Folds> folds = folds(images.data(), seed);
      if (folds.isPresent()) {
        return new Seen(images, folds.map(Crossed::asTimeAllows));
      }
    }
    return new Seen(scan.of(opened), Optional.empty());
  }

  private static boolean isSmall(Dataset data) {
    return !data.bringsSplits() && data.test().map(test -> test.size() < FEW).orElse(false);
  }

  /**
   * Fewer where a class has few groups, so that each fold tests it; with too few images for folds,
   * the split will have to do.
   */
  private static Optional<Folds> folds(Dataset data, long seed) {
    for (int count = USUAL; count >= FEWEST; count--) {
      try {
        Folds folds = data.folds(count, seed);
        if (folds.fewestGroups() >= count) {
          return Optional.of(folds);
        }
      } catch (DataException e) {
        // too many for these images
      }
    }
    return Optional.empty();
  }
}
