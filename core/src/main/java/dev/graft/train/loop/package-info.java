/**
 * The inner loop: one run, its step, the stages that learn, and scoring.
 *
 * <p>May import the rooms of {@code train} below it, {@code backbone}, {@code data} and {@code
 * torch}; no files, no printing.
 */
package dev.graft.train.loop;
