package dev.graft.bench;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What to measure and how often.
 *
 * @param repeats counted rounds; medians are over these
 * @param longRepeats rounds of what takes PyTorch many minutes
 * @param quick few images and steps: to see that everything runs, not for figures
 * @param full the parts of the lesson that take hours, too
 * @param precision that Graft is told to compute in; otherwise it chooses
 * @param timm folder that has the Python package of that name, for other networks than ResNet-18
 * @param data folder of image archives, used where they are there
 */
record Options(
    Set<Part> parts,
    int repeats,
    int longRepeats,
    boolean quick,
    boolean full,
    Path data,
    Optional<String> precision,
    Optional<Path> timm) {

  /** What can be measured. */
  enum Part {
    LESSON,
    STEPS,
    FORWARD,
    DECODE,
    PEAK,
    COST,
    ADVICE
  }

  Options {
    parts = EnumSet.copyOf(parts);
    if (repeats < 1 || longRepeats < 1) {
      throw new IllegalArgumentException(
          "repeats must be 1 or more, got %d and %d".formatted(repeats, longRepeats));
    }
  }

  /** Everything: only then the page of benchmarks is written anew. */
  boolean complete() {
    return parts.size() == Part.values().length && !quick;
  }

  /** {@code usual}, or {@code few} in a quick run. */
  int count(int usual, int few) {
    return quick ? few : usual;
  }
}
