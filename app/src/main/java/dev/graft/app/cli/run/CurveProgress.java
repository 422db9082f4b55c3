package dev.graft.app.cli.run;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.terminal.Meter;
import dev.graft.app.cli.terminal.Task;
import dev.graft.train.record.Event;
import java.util.function.Consumer;

/** Shows a learning curve while it runs: a progress line for each training. */
final class CurveProgress implements Consumer<Event>, AutoCloseable {

  private final Console console;
  private final Agenda agenda;
  private int epochs;
  private volatile int epoch;
  private Event.Work work;
  private Meter meter;

  CurveProgress(Console console, Agenda agenda) {
    this.console = console;
    this.agenda = agenda;
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Event.Progress progress) {
      show(progress);
    } else if (event instanceof Event.RunStarted run) {
      close();
      agenda.begin(run.label());
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
    epoch = progress.epoch();
    long before = isTraining ? (long) (progress.epoch() - 1) * progress.totalImages() : 0;
    long done = before + progress.images();
    if (progress.work() != work) {
      close();
      work = progress.work();
      start(done, (long) progress.totalImages() * (isTraining ? epochs : 1));
    }
    meter.at(done);
  }

  private void start(long done, long total) {
    boolean isTraining = work == Event.Work.TRAINING;
    String name = agenda.current() + (isTraining ? ": training" : ": test");
    var ahead = new Task.Ahead(0, false, 0, agenda.secondsAhead());
    meter =
        Meter.start(
            console,
            new Task(
                name,
                () -> isTraining ? "%s, epoch %d/%d".formatted(name, epoch, epochs) : name,
                total,
                "images",
                done,
                ahead));
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
