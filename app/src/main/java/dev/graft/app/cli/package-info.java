/**
 * The command line: one class per command, the options they share, and how failures are told.
 *
 * <p>May use every package of the library except {@code torch}'s tensors; owns the terminal and the
 * files in the output folder. Nothing here computes.
 */
package dev.graft.app.cli;
