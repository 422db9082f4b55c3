/**
 * What a comparison was and measured: candidates, runs, costs, the machine.
 *
 * <p>{@link ComparisonRecord} holds it all. May import {@code train}, {@code backbone} and {@code
 * data}; decides nothing.
 */
package dev.graft.compare.record;
