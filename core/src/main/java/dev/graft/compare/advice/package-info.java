/**
 * What records say: differences with their intervals, the pick and the sentences.
 *
 * <p>{@link Recommendation} decides, {@link Conclusions} says it. May import {@code compare.record}
 * and records of {@code train}.
 */
package dev.graft.compare.advice;
