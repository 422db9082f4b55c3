package dev.graft.app.cli.run;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.terminal.Meter;
import dev.graft.app.cli.terminal.Task;
import dev.graft.train.record.Event;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** Shows a pretraining while it runs: a bar, and every so many steps a line with the loss. */
public final class PretrainProgress implements Consumer<Event>, AutoCloseable {

  private final Console console;
  private final int steps;
  private final int batchSize;
  private final int every;
  private final long start = System.nanoTime();
  private Meter meter;
  private Event.Work work;
  private int from;
  private int stepsHere;
  private double losses;
  private int counted;

  public PretrainProgress(Console console, int steps, int batchSize) {
    this.console = console;
    this.steps = steps;
    this.batchSize = batchSize;
    this.every = Math.max(1, Math.min(100, steps / 10));
  }

  @Override
  public void accept(Event event) {
    if (!(event instanceof Event.Progress progress)) {
      return;
    }
    if (meter == null || progress.work() != work) {
      close();
      work = progress.work();
      start(progress);
    }
    meter.at(progress.images() - from);
    int step = (progress.images() + batchSize - 1) / batchSize;
    progress.loss().ifPresent(loss -> step(step, loss));
  }

  /** A bar for what comes until the next line: it begins anew after each. */
  private void start(Event.Progress progress) {
    boolean training = work == Event.Work.TRAINING;
    int step = (progress.images() - 1) / batchSize;
    int last = Math.min(steps, (step / every + 1) * every);
    from = training ? step * batchSize : 0;
    String task = training ? "Steps to %,d".formatted(last) : "Validation";
    int total = training ? last * batchSize - from : progress.totalImages();
    double alike = training ? (double) (steps - last) / (last - step) : 0;
    var ahead = new Task.Ahead(alike, false, 0, OptionalDouble.empty());
    meter = Meter.start(console, new Task(task, () -> task, total, "images", 0, ahead));
  }

  private void step(int step, double loss) {
    stepsHere++; // fewer than there were in all, where it went on from a checkpoint
    losses += loss;
    counted++;
    if (step % every == 0) {
      double seconds = (System.nanoTime() - start) / 1e9;
      close();
      console.say(
          "step %,6d: loss %.3f, %,.0f images/s, about %,.0f min left",
          step,
          losses / counted,
          (double) stepsHere * batchSize / seconds,
          seconds / stepsHere * (steps - step) / 60);
      losses = 0;
      counted = 0;
    }
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
