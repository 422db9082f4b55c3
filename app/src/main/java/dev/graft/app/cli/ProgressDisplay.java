package dev.graft.app.cli;

import dev.graft.app.report.RunLines;
import dev.graft.train.Event;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Shows a comparison while it runs: what will learn, a bar, and a line an epoch. */
final class ProgressDisplay implements Consumer<Event>, AutoCloseable {

  private final Console console;
  private final String watched;
  private final Set<String> listed = new HashSet<>();
  private Event.Work work;
  private int epoch;
  private Meter meter;

  /** {@code watched} is the word for the split that is looked at after each epoch. */
  ProgressDisplay(Console console, String watched) {
    this.console = console;
    this.watched = watched;
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Event.Progress progress) {
      show(progress);
      return;
    }
    close();
    if (event instanceof Event.RunStarted run) {
      console.say("");
      boolean first = listed.add(run.label());
      console.say(RunLines.of(run.label(), run.seed(), run.stages(), first));
    } else if (event instanceof Event.EpochDone done) {
      console.say(RunLines.epoch(done.epoch(), watched));
    }
  }

  private void show(Event.Progress progress) {
    if (progress.work() != work || progress.epoch() != epoch) {
      close();
      work = progress.work();
      epoch = progress.epoch();
      meter = Meter.start(console, task(progress), progress.totalImages(), "images");
    }
    meter.at(progress.images());
    if (progress.images() == progress.totalImages()) {
      close();
    }
  }

  private String task(Event.Progress progress) {
    return switch (progress.work()) {
      case TRAINING -> "Epoch " + progress.epoch();
      case VALIDATION -> "Epoch %d, %s".formatted(progress.epoch(), watched);
      case TEST -> "Test";
    };
  }

  @Override
  public void close() {
    if (meter != null) {
      meter.close();
    }
    meter = null;
    work = null;
  }
}
