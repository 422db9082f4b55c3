package dev.graft.app.cli.terminal;

import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * A piece of work that a meter shows.
 *
 * @param name in logs
 * @param title on a terminal, asked for whenever it is drawn
 * @param unit of the total
 * @param before how much of it was done when the meter began
 * @param ahead what comes after it
 */
public record Task(
    String name, Supplier<String> title, long total, String unit, long before, Ahead ahead) {

  /**
   * What comes after a piece of work.
   *
   * @param alike how many times the same again
   * @param isRough whether these may well take less or more
   * @param seconds of other work of the same run
   * @param others seconds of the runs after this one; empty if there are none or nobody knows
   */
  public record Ahead(double alike, boolean isRough, double seconds, OptionalDouble others) {

    public static Ahead nothing() {
      return new Ahead(0, false, 0, OptionalDouble.empty());
    }
  }

  /** Work that nothing comes after. */
  static Task of(String name, long total, String unit) {
    return new Task(name, () -> name, total, unit, 0, Ahead.nothing());
  }

  /** Seconds until it and what comes after it in its run are done; empty until something is. */
  OptionalDouble secondsLeft(long done, double seconds) {
    if (done <= before || seconds <= 0) {
      return OptionalDouble.empty();
    }
    double whole = seconds / (done - before) * total;
    double here = whole * (total - done) / Math.max(1, total);
    return OptionalDouble.of(here + ahead.alike() * whole + ahead.seconds());
  }

  /** Units a second. */
  double speed(long done, double seconds) {
    return seconds <= 0 ? 0 : (done - before) / seconds;
  }
}
