package dev.graft.app.watch;

import java.util.OptionalDouble;

/**
 * How far a command is, in words and numbers.
 *
 * @param title of the results; empty while it prepares
 * @param heading the strategy under way, or what else is done
 * @param where run, seed, phase and epoch in a sentence
 * @param finished runs, of {@code runs}
 * @param share of all epochs that is done
 * @param work what is done at this moment, such as {@code Epoch 2: 64 of 2,000 images}
 * @param workShare how much of that is done
 * @param loss of the last step
 * @param said the last thing worth telling who only listens
 * @param folder of the results, and {@code resume}, the command that goes on; empty where there is
 *     none
 */
record HowFar(
    String title,
    String heading,
    String where,
    int finished,
    int runs,
    double share,
    String work,
    double workShare,
    OptionalDouble loss,
    OptionalDouble imagesPerSecond,
    TimeLeft left,
    String said,
    String folder,
    String resume) {

  /**
   * How long it may still take.
   *
   * @param current seconds of the run under way; empty where nothing tells
   * @param later seconds of later runs whose pace is known
   * @param unknown number of later runs whose pace is not
   */
  record TimeLeft(OptionalDouble current, double later, int unknown) {

    /** All that is known. */
    OptionalDouble seconds() {
      return current.isEmpty() ? current : OptionalDouble.of(current.getAsDouble() + later);
    }

    /** A time, or that it is not known. */
    String figure() {
      if (current.isEmpty()) {
        return "unknown";
      }
      return (unknown > 0 ? "over " : "about ") + rough(seconds().getAsDouble());
    }

    /** What the figure is about. */
    String more() {
      if (current.isEmpty()) {
        return "until the pace of this run is known";
      } else if (unknown > 0) {
        return unknown == 1
            ? "one more run whose pace is not known yet"
            : "%d more runs whose pace is not known yet".formatted(unknown);
      }
      return "for everything";
    }

    private static String rough(double seconds) {
      long whole = Math.max(1, Math.round(seconds));
      if (whole < 60) {
        return whole + "\u00a0s";
      } else if (whole < 600) {
        long tens = Math.round(whole / 10.0) * 10;
        return "%d\u00a0min %d\u00a0s".formatted(tens / 60, tens % 60);
      }
      long minutes = Math.round(whole / 60.0);
      return minutes < 60
          ? minutes + "\u00a0min"
          : "%d\u00a0h %d\u00a0min".formatted(minutes / 60, minutes % 60);
    }
  }
}
