/**
 * The command line: one class per command, and the entry.
 *
 * <p>The rooms below are {@code values}, {@code terminal}, {@code results}, {@code options} and
 * {@code run}. May use every package of the library except tensors; owns the terminal and the files
 * in the output folder. Nothing here computes.
 */
package dev.graft.app.cli;
