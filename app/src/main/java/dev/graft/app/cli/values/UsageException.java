package dev.graft.app.cli.values;

import java.util.function.Supplier;

/** The command line asks for something that cannot be: exit code 2. */
public final class UsageException extends RuntimeException {

  public UsageException(String message) {
    super(message);
  }

  private UsageException(IllegalArgumentException cause) {
    super(cause.getMessage(), cause);
  }

  /** What {@code settings} makes of the options; what it refuses is the command line's fault. */
  public static <T> T check(Supplier<T> settings) {
    try {
      return settings.get();
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
  }
}
