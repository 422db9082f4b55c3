/**
 * Images drawn by formulas: pixels as a function of a class, a seed and a size, the same bytes on
 * every platform. It imports {@code files} alone of Graft and no library; {@code data} makes image
 * sources of it.
 *
 * <p>{@link DrawnClasses} is the way in; {@code Scene} draws one {@code Motif} with its light,
 * background and clutter; the motifs of the demo and those for pretraining are disjoint.
 */
package dev.graft.draw;
