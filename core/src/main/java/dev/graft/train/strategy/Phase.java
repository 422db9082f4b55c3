package dev.graft.train.strategy;

/**
 * One stretch of training with a fixed cut.
 *
 * @param cut how many stages are frozen; the stages after them and the head learn
 * @param epochs passes over the training images, or {@link Enough#BY_SIZE}
 * @param headRate learning rate of the head, or {@link Enough#BY_SIZE}
 * @param backboneRate learning rate of the unfrozen stages, or {@link Enough#BY_SIZE}
 * @param statistics what BatchNorm's running statistics do
 * @param solver how the head comes by its weights
 * @param stageFactor of each unfrozen stage on the rate of the stage behind it, in (0, 1]: 1 is one
 *     rate for all, less is slower towards the input (Howard and Ruder, 2018)
 */
public record Phase(
    int cut,
    int epochs,
    double headRate,
    double backboneRate,
    Statistics statistics,
    Solver solver,
    double stageFactor) {

  /** How what learns comes by its weights. */
  public enum Solver {
    /** Step by step along gradients of batches. */
    STEPS,
    /** To the minimum over all images at once, by L-BFGS: for a head on frozen features. */
    LBFGS
  }

  /** A phase of steps. */
  public Phase(int cut, int epochs, double headRate, double backboneRate, Statistics statistics) {
    this(cut, epochs, headRate, backboneRate, statistics, Solver.STEPS, 1);
  }

  /** The same with another factor from stage to stage. */
  Phase withStageFactor(double factor) {
    return new Phase(cut, epochs, headRate, backboneRate, statistics, solver, factor);
  }

  /** The head alone, fitted to the features of {@code cut} frozen stages to the end. */
  static Phase fittedHead(int cut) {
    return new Phase(cut, 1, 1, 1, Statistics.FIXED, Solver.LBFGS, 1); // it knows no rates
  }

  /** The same with another number of epochs. */
  public Phase withEpochs(int other) {
    return new Phase(cut, other, headRate, backboneRate, statistics, solver, stageFactor);
  }

  /** The same with other learning rates. */
  Phase withRates(double head, double backbone) {
    return new Phase(cut, epochs, head, backbone, statistics, solver, stageFactor);
  }

  /** What BatchNorm's running statistics do while training. */
  public enum Statistics {
    /** In the unfrozen stages they follow the batches; in the frozen ones they stay. */
    MOVE_WHERE_UNFROZEN,
    /** They stay everywhere. */
    FIXED,
    /** They follow the batches everywhere, even where the weights are frozen. */
    MOVE_EVERYWHERE
  }

  public Phase {
    if (cut < 0) {
      throw new IllegalArgumentException("a cut is 0 or more, got " + cut);
    }
    if (epochs < Enough.BY_SIZE) {
      throw new IllegalArgumentException("epochs must be 1 or more, got " + epochs);
    }
    checkRate("head", headRate);
    checkRate("backbone", backboneRate);
    if (!(stageFactor > 0 && stageFactor <= 1)) {
      throw new IllegalArgumentException(
          "the factor from stage to stage must be in (0, 1], got " + stageFactor);
    }
  }

  private static void checkRate(String what, double rate) {
    if (rate != Enough.BY_SIZE && !(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          what + " learning rate must be above 0 and finite, got " + rate);
    }
  }
}
