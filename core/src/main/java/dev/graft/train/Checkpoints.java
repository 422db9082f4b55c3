package dev.graft.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a training keeps its state, so that one that was stopped goes on and ends with the same
 * numbers, digit for digit.
 *
 * @param file written whole or not at all; the caller's to delete when the result is safe
 * @param every how much work at most is lost; it is also written after each epoch and when the
 *     training is interrupted
 */
public record Checkpoints(Path file, Duration every) {

  public Checkpoints {
    if (every.isNegative()) {
      throw new IllegalArgumentException("checkpoints are some time apart, got " + every);
    }
  }

  /** Removes what a process left that was killed while it wrote. */
  void sweep() {
    Path whole = file.toAbsolutePath();
    if (!Files.isDirectory(whole.getParent())) {
      return; // writing will say so
    }
    String name = whole.getFileName() + ".";
    DirectoryStream.Filter<Path> isPart =
        path -> {
          String other = path.getFileName().toString();
          return other.startsWith(name) && other.endsWith(".part");
        };
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(whole.getParent(), isPart)) {
      for (Path part : parts) {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException("what is left of %s cannot be removed: %s".formatted(file, e), e));
    }
  }
}
