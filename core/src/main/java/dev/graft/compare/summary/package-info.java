/**
 * What the runs of a candidate come to: means, intervals, costs, who diverged.
 *
 * <p>{@link Summary} is a row of the table. May import {@code compare.record} and records of {@code
 * train}.
 */
package dev.graft.compare.summary;
