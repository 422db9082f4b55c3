package dev.graft.app.cli.values;

import dev.graft.backbone.MissingWeightsException;
import dev.graft.backbone.fetch.DownloadException;
import dev.graft.data.image.UnreadableImageException;
import dev.graft.data.source.DataException;
import dev.graft.torch.WeightFileException;
import dev.graft.train.record.TrainingDivergedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ServiceConfigurationError;
import java.util.concurrent.CancellationException;

/**
 * What is said of a failure, and the exit code it ends with.
 *
 * @param line one line, without the program's name
 */
public record Failure(int exitCode, String line) {

  public static final int FAILED = 1;
  public static final int USAGE = 2;

  /** What shells give a process that Ctrl-C ended: 128 + SIGINT. */
  public static final int INTERRUPTED = 130;

  /** Sorts what was thrown. */
  public static Failure of(Throwable thrown) {
    if (thrown instanceof InterruptedRunException) {
      return new Failure(INTERRUPTED, oneLine(thrown.getMessage()));
    }
    if (thrown instanceof CancellationException
        || thrown instanceof InterruptedIOException
        || Thread.currentThread().isInterrupted()) {
      return new Failure(INTERRUPTED, "interrupted; nothing was kept");
    }
    if (thrown instanceof UsageException) {
      return new Failure(USAGE, oneLine(thrown.getMessage()));
    }
    if (thrown instanceof UncheckedIOException unchecked) {
      return of(unchecked.getCause());
    }
    return new Failure(FAILED, oneLine(isPlain(thrown) ? thrown.getMessage() : describe(thrown)));
  }

  /** Whether the message was written for whoever runs the program. */
  private static boolean isPlain(Throwable thrown) {
    return thrown instanceof DataException
        || thrown instanceof UnreadableImageException
        || thrown instanceof WeightFileException
        || thrown instanceof MissingWeightsException
        || thrown instanceof DownloadException
        || thrown instanceof OutputException
        || thrown instanceof ServiceConfigurationError
        || thrown instanceof TrainingDivergedException;
  }

  private static String describe(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      return "out of memory: "
          + thrown.getMessage()
          + "; try a smaller --batch-size or --cache-limit, or GRAFT_JAVA_OPTS=-Xmx4g";
    }
    if (thrown instanceof LinkageError) {
      return "the native libraries cannot be loaded: %s (--verbose shows where)".formatted(thrown);
    }
    if (thrown instanceof FileSystemException failure) {
      return failure.getFile() + ": " + reason(failure);
    }
    if (thrown instanceof IOException failure) {
      return reason(failure);
    }
    return "unexpected: %s (--verbose shows where)".formatted(thrown);
  }

  /** Why a file could not be used, in plain words. */
  public static String reason(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (failure instanceof FileAlreadyExistsException || failure instanceof NotDirectoryException) {
      return "a file is in the way";
    }
    if (failure instanceof DirectoryNotEmptyException) {
      return "a folder is in the way";
    }
    if (failure instanceof FileSystemException named && named.getReason() != null) {
      return named.getReason();
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  /** Native code reports over many lines, of which the first says what is wrong. */
  private static String oneLine(String text) {
    return text == null ? "unknown" : text.strip().lines().findFirst().orElse("unknown");
  }
}
