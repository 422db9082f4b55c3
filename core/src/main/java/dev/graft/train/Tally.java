package dev.graft.train;

import dev.graft.train.record.StepTimes;
import dev.graft.train.record.TrainingDivergedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sums over an epoch's steps, and how far it is. */
final class Tally {

  private final long firstStep;
  private int steps;
  private double loss;
  private int images;
  private double seconds;
  private long since = System.nanoTime();
  private boolean touched;
  private final List<StepTimes.Step> times = new ArrayList<>();

  /** {@code firstStep} is the number of steps of the phase before this epoch. */
  public Tally(long firstStep) {
    this.firstStep = firstStep;
    this.touched = firstStep > 0;
  }

  /** An epoch that was interrupted after {@code steps}. */
  public Tally(long firstStep, Checkpoint.Position at) {
    this(firstStep);
    this.steps = at.steps();
    this.loss = at.loss();
    this.images = at.images();
    this.seconds = at.seconds();
    this.touched = false; // this process has yet to make its first step
  }

  public void add(double batchLoss, int batch) {
    if (!Double.isFinite(batchLoss)) {
      throw new TrainingDivergedException("at step " + (step() + 1));
    }
    steps++;
    loss += batchLoss * batch;
    images += batch;
    long now = System.nanoTime();
    seconds += (now - since) / 1e9;
    if (touched) {
      times.add(new StepTimes.Step((now - since) / 1e9, batch));
    }
    touched = true;
    since = now;
  }

  /** Counts seconds that the same work took before. */
  void credit(double earlier) {
    seconds += earlier;
  }

  /** From the epoch's beginning to its last step; time between two processes is not counted. */
  double seconds() {
    return seconds;
  }

  /** How long the steps of this process took, those of a phase of that index. */
  public Optional<StepTimes> stepTimes(int phase) {
    return StepTimes.of(phase, images, times);
  }

  /** Steps of the phase so far. */
  long step() {
    return firstStep + steps;
  }

  /** Steps of this epoch so far. */
  int steps() {
    return steps;
  }

  int images() {
    return images;
  }

  double meanLoss() {
    return loss / images;
  }

  Checkpoint.Position position(int phase) {
    return new Checkpoint.Position(phase, steps, loss, images, seconds);
  }
}
