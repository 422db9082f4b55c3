/**
 * Several strategies and seeds on identical splits, from the plan to the record.
 *
 * <p>{@link Comparison} is the way in; the rooms below are {@code record}, {@code advice}, {@code
 * search}, {@code curve} and {@code check}. Prints nothing and writes no file.
 */
package dev.graft.compare;
