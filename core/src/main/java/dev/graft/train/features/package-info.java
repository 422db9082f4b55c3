/**
 * Outputs of frozen stages: computed once, cached, and what can be done with them alone.
 *
 * <p>{@link Features} remembers them, {@link FrozenPrefix} makes them. May import the rooms of
 * {@code train} below it, {@code backbone}, {@code data} and {@code torch}.
 */
package dev.graft.train.features;
