package dev.graft.app.cli;

import dev.graft.train.Event;
import java.util.function.Consumer;

/** Shows a pretraining while it runs: a bar, and every so many steps a line with the loss. */
final class PretrainProgress implements Consumer<Event>, AutoCloseable {

  private final Console console;
  private final int steps;
  private final int batchSize;
  private final int every;
  private final long start = System.nanoTime();
  private Meter meter;
  private Event.Work work;
  private int step;
  private double losses;
  private int counted;

  PretrainProgress(Console console, int steps, int batchSize) {
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
      String task = work == Event.Work.TRAINING ? "Pretraining" : "Validation";
      meter = Meter.start(console, task, progress.totalImages(), "images");
    }
    meter.at(progress.images());
    progress.loss().ifPresent(this::step);
  }

  private void step(double loss) {
    step++;
    losses += loss;
    counted++;
    if (step % every == 0) {
      double seconds = (System.nanoTime() - start) / 1e9;
      close();
      console.say(
          "step %,6d: loss %.3f, %,.0f images/s, about %,.0f min left",
          step,
          losses / counted,
          (double) step * batchSize / seconds,
          seconds / step * (steps - step) / 60);
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
