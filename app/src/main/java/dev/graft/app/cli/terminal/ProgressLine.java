package dev.graft.app.cli.terminal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A line about work that goes on: {@code fine-tune 3/4: training, epoch 2/3 [===> ] 163 images/s
 * run 0:12, all 1:05 left}. What finds no room is left out: first the bar, then the time of all
 * runs, then the end of the name, then the speed and the end of the title.
 */
final class ProgressLine {

  private static final String GAP = "  ";
  private static final String CUT = "..";
  private static final int SMALLEST_BAR = 8;
  private static final int SHORTEST_NAME = 6;

  private ProgressLine() {}

  /**
   * The line.
   *
   * @param done of the task's total
   * @param seconds since its meter began
   * @param width of the line, never exceeded
   */
  static String of(Task task, long done, double seconds, int width) {
    String speed = speed(task, done, seconds);
    String left = left(task, done, seconds);
    String all = task.ahead().others().isEmpty() ? left : all(task, done, seconds);
    String title = task.title().get();
    for (String end : List.of(join(speed, all), join(speed, left))) {
      int room = width - title.length() - end.length() - GAP.length();
      if (room >= 0) {
        return title + GAP + bar(task, done, room) + end;
      }
    }
    return withShorterName(title, width, join(speed, left))
        .orElseGet(() -> cut(title, width, left));
  }

  /** A title such as {@code fine-tune 3/4: training} can do without the end of its name. */
  private static Optional<String> withShorterName(String title, int width, String end) {
    int name = title.indexOf(": ");
    int kept = name - (title.length() + GAP.length() + end.length() - width) - CUT.length();
    return kept < SHORTEST_NAME
        ? Optional.empty()
        : Optional.of(title.substring(0, kept) + CUT + title.substring(name) + GAP + end);
  }

  private static String cut(String title, int width, String left) {
    String end = left.isEmpty() || left.length() + 12 > width ? "" : GAP + left;
    int room = Math.max(0, width - end.length());
    String start =
        title.length() <= room ? title : title.substring(0, Math.max(0, room - CUT.length())) + CUT;
    return start.substring(0, Math.min(room, start.length())) + end;
  }

  private static String bar(Task task, long done, int room) {
    int cells = room - GAP.length() - 2; // with its brackets
    if (cells < SMALLEST_BAR) {
      return " ".repeat(room);
    }
    double share = task.total() == 0 ? 1 : Math.min(1, (double) done / task.total());
    int full = (int) (share * cells);
    String head = full < cells ? ">" : "";
    return "[" + "=".repeat(full) + head + " ".repeat(cells - full - head.length()) + "]" + GAP;
  }

  private static String speed(Task task, long done, double seconds) {
    if (done <= task.before()) {
      return "";
    }
    double speed = task.speed(done, seconds);
    return String.format(
        Locale.ROOT, speed < 10 ? "%5.1f %s/s" : "%,5.0f %s/s", speed, task.unit());
  }

  private static String left(Task task, long done, double seconds) {
    OptionalDouble left = task.secondsLeft(done, seconds);
    return left.isEmpty() ? "" : about(task) + clock(left.getAsDouble()) + " left";
  }

  private static String all(Task task, long done, double seconds) {
    OptionalDouble left = task.secondsLeft(done, seconds);
    double others = task.ahead().others().orElse(0);
    return left.isEmpty()
        ? ""
        : "run %s%s, all %s%s left"
            .formatted(
                about(task),
                clock(left.getAsDouble()),
                about(task),
                clock(left.getAsDouble() + others));
  }

  private static String about(Task task) {
    return task.ahead().isRough() ? "~" : "";
  }

  private static String join(String speed, String left) {
    return speed.isEmpty() || left.isEmpty() ? speed + left : speed + GAP + left;
  }

  /** 0:07, 12:30, 1:02:03. */
  static String clock(double seconds) {
    long s = Math.round(seconds);
    return s < 3600
        ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  }
}
