/**
 * What is trained, how long and how fast: strategies, phases, settings, schedules, and how much
 * suits a number of images.
 *
 * <p>{@link Strategy} is the way in. May import {@code backbone}, {@code data}, {@code
 * train.evaluation} and {@code train.cache}; computes nothing.
 */
package dev.graft.train.strategy;
