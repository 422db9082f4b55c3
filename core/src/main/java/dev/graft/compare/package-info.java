/**
 * Several runs on one identical split: their plan, their records, statistics and conclusions.
 *
 * <p>May import {@code train}, {@code backbone}, {@code data}, {@code torch} and {@code files};
 * prints nothing and writes no file.
 */
package dev.graft.compare;
