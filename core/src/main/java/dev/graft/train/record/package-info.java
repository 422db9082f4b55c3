/**
 * What is told and kept of a run: events, epochs, times.
 *
 * <p>May import {@code train.strategy} and {@code train.evaluation}.
 */
package dev.graft.train.record;
