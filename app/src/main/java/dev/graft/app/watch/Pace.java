package dev.graft.app.watch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalDouble;

/** How fast a run goes and how long it may take; times are nanoseconds of one clock. */
final class Pace {

  private static final double WINDOW = 3;
  private static final double SPACING = 0.1;
  private static final double EARLY = 1;

  private final Deque<At> window = new ArrayDeque<>();
  private final List<Double> epochs = new ArrayList<>();
  private long began;
  private double share;

  private record At(long nanos, int images) {}

  Pace(long now) {
    this.began = now;
  }

  /** So many images of the epoch's {@code total} were trained on. */
  void trained(long now, int images, int total) {
    share = (double) images / total;
    if (!window.isEmpty() && window.peekLast().images() > images) {
      window.clear();
    }
    if (window.isEmpty() || seconds(now - window.peekLast().nanos()) >= SPACING) {
      window.addLast(new At(now, images));
    }
    while (window.size() > 2 && seconds(now - window.peekFirst().nanos()) > WINDOW) {
      window.removeFirst();
    }
  }

  /** An epoch is done, with the look after it. */
  void epochDone(long now) {
    epochs.add(seconds(now - began));
    began = now;
    share = 0;
    window.clear();
  }

  /** Another phase: what epochs took so far says nothing of those that come. */
  void phaseBegins() {
    epochs.clear();
  }

  /** Training images a second over the last seconds; empty where there were none. */
  OptionalDouble imagesPerSecond(long now) {
    if (window.size() < 2) {
      return OptionalDouble.empty();
    }
    double seconds = seconds(window.peekLast().nanos() - window.peekFirst().nanos());
    boolean isOld = seconds(now - window.peekLast().nanos()) > 2 * WINDOW;
    return isOld
        ? OptionalDouble.empty()
        : OptionalDouble.of((window.peekLast().images() - window.peekFirst().images()) / seconds);
  }

  /**
   * Seconds until {@code left} epochs are done, the one under way among them; empty while nothing
   * is known to tell it by. The first epoch does not count once there is another: it may have
   * computed what the later ones found remembered.
   */
  OptionalDouble secondsLeft(long now, int left) {
    double sinceBegin = seconds(now - began);
    if (!epochs.isEmpty()) {
      double each =
          epochs.stream().skip(epochs.size() > 1 ? 1 : 0).mapToDouble(e -> e).average().orElse(0);
      return OptionalDouble.of(Math.max(0, each * left - Math.min(sinceBegin, each)));
    }
    return share > 0 && sinceBegin >= EARLY
        ? OptionalDouble.of(sinceBegin / share * left - sinceBegin)
        : OptionalDouble.empty();
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }
}
