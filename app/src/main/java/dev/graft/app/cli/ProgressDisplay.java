package dev.graft.app.cli;

import dev.graft.app.report.RunLines;
import dev.graft.train.Event;
import java.util.HashSet;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;

/** Shows a comparison while it runs: what will learn, a bar, and a line an epoch. */
final class ProgressDisplay implements Consumer<Event>, AutoCloseable {

  private final Console console;
  private final String watched;
  private final int trainImages;
  private final Set<String> listed = new HashSet<>();
  private Event.Work work;
  private int epoch;
  private int epochs;
  private Meter meter;

  /**
   * A display of runs.
   *
   * @param watched the word for the split that is looked at after each epoch
   * @param trainImages of an epoch
   */
  ProgressDisplay(Console console, String watched, int trainImages) {
    this.console = console;
    this.watched = watched;
    this.trainImages = trainImages;
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
      epochs = run.epochs();
      startEpoch(1);
    } else if (event instanceof Event.Notice notice) {
      console.tell("graft: %s", notice.text());
    } else if (event instanceof Event.TrialDone trial) {
      console.say(RunLines.trial(trial));
    } else if (event instanceof Event.EpochDone done) {
      console.say(RunLines.epoch(done.epoch(), watched));
      startEpoch(done.epoch().epoch() + 1);
    }
  }

  /** Before its first batch, so that the time that takes counts for the time left. */
  private void startEpoch(int number) {
    if (number <= epochs) {
      start(
          new Event.Progress(Event.Work.TRAINING, number, 0, trainImages, OptionalDouble.empty()));
    }
  }

  private void start(Event.Progress progress) {
    work = progress.work();
    epoch = progress.epoch();
    meter = Meter.start(console, task(progress), progress.totalImages(), "images");
  }

  private void show(Event.Progress progress) {
    if (progress.work() != work || progress.epoch() != epoch) {
      close();
      start(progress);
    }
    meter.at(progress.images());
    if (progress.images() == progress.totalImages()) {
      close();
    }
  }

  private String task(Event.Progress progress) {
    return switch (progress.work()) {
      case TRAINING -> "Epoch " + progress.epoch();
      case TRIAL -> "Trial " + progress.epoch();
      case VALIDATION -> "Epoch %d, %s".formatted(progress.epoch(), watched);
      case TEST -> "Test";
      case MAP -> "Features";
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
