package dev.graft.draw;

import dev.graft.files.SplitMix64;

/** What an image shows, in coordinates of its own: most of it lies within [-1, 1] x [-1, 1]. */
@FunctionalInterface
interface Motif {

  /** What {@link #at} gives where there is nothing. */
  double NOTHING = -1;

  /** The tone at a point, 0 (one colour) to 1 (the other), or {@link #NOTHING} beside the motif. */
  double at(double u, double v);

  /** Draws one instance of a class: its own shape within what the class allows. */
  @FunctionalInterface
  interface Family {
    Motif instance(SplitMix64 dice);
  }
}
