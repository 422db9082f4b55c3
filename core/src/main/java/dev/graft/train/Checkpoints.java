package dev.graft.train;

import dev.graft.files.WholeFolder;
import dev.graft.torch.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a training keeps its state, so that one that was stopped goes on and ends with the same
 * numbers, digit for digit.
 *
 * @param file written whole or not at all; the caller's to delete when the result is safe
 * @param every how much work at most is lost; it is also written after an epoch, if a second has
 *     passed since the last time, and when the training is interrupted
 * @param before the precision in which the training may have computed until now: going on from
 *     there in another one is a choice, for the numbers are then those of neither. Empty where it
 *     is refused
 */
public record Checkpoints(Path file, Duration every, Optional<Precision> before) {

  public Checkpoints {
    if (every.isNegative()) {
      throw new IllegalArgumentException("checkpoints are some time apart, got " + every);
    }
  }

  /** Checkpoints of a training that goes on in the precision it was begun in, or not at all. */
  public Checkpoints(Path file, Duration every) {
    this(file, every, Optional.empty());
  }

  /** The same, where what was done {@code before} in another precision is gone on from. */
  public Checkpoints goingOnFrom(Precision other) {
    return new Checkpoints(file, every, Optional.of(other));
  }

  /**
   * The precision in which the training that left {@link #file} began to compute; empty where there
   * is none that can be read.
   */
  public Optional<Precision> begunIn() {
    return Files.isRegularFile(file) ? Checkpoint.begunIn(file) : Optional.empty();
  }

  /** Where what the trained classifier said of its test images is kept, beside {@link #file}. */
  public Path scores() {
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.safetensors$", "");
    return file.resolveSibling(name + ".scores.safetensors");
  }

  /** Removes what a process left that was killed while it wrote. */
  void sweep() {
    Path whole = file.toAbsolutePath();
    String name = whole.getFileName() + ".";
    try {
      WholeFolder.sweep(
          whole.getParent(), other -> other.startsWith(name) && other.endsWith(".part"));
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException("what is left of %s cannot be removed: %s".formatted(file, e), e));
    }
  }
}
