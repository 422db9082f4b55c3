/**
 * What records say: differences with their intervals, the pick and the sentences.
 *
 * <p>{@link Recommendation} decides, {@link PickSentence} says it. May import {@code
 * compare.record}, {@code compare.summary} and records of {@code train}.
 */
package dev.graft.compare.advice;
