package dev.graft.app.cli;

import dev.graft.train.Event;
import java.util.function.Consumer;

/** Shows a learning curve while it runs: a bar for each training, none for its epochs. */
final class CurveProgress implements Consumer<Event>, AutoCloseable {

  private final Console console;
  private final int trainings;
  private int started;
  private String label = "";
  private int epochs;
  private Event.Work work;
  private Meter meter;

  CurveProgress(Console console, int finished, int trainings) {
    this.console = console;
    this.started = finished;
    this.trainings = trainings;
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Event.Progress progress) {
      show(progress);
    } else if (event instanceof Event.RunStarted run) {
      close();
      started++;
      label = run.label();
      epochs = run.epochs();
    } else if (event instanceof Event.Notice notice) {
      close();
      console.tell("graft: %s", notice.text());
    }
  }

  private void show(Event.Progress progress) {
    boolean isTraining = progress.work() == Event.Work.TRAINING;
    if (progress.work() == Event.Work.VALIDATION) {
      return;
    }
    if (progress.work() != work) {
      close();
      work = progress.work();
      String task = "%d/%d %s".formatted(started, trainings, isTraining ? label : "test");
      long total = (long) progress.totalImages() * (isTraining ? epochs : 1);
      meter = Meter.start(console, task, total, "images");
    }
    long before = isTraining ? (long) (progress.epoch() - 1) * progress.totalImages() : 0;
    meter.at(before + progress.images());
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
