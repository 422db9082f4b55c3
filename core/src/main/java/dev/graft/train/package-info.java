/**
 * Strategies, the frozen prefix, the trainer, the classifier it yields and its evaluation.
 *
 * <p>May import {@code backbone}, {@code data}, {@code torch} and {@code files}; prints nothing and
 * writes no file but a classifier the caller asked to save and, in the folder the caller named,
 * what frozen stages computed.
 */
package dev.graft.train;
