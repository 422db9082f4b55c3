/**
 * How numbers are computed, as settings and records: precision, optimisers, measured speed.
 *
 * <p>Names the processor's abilities, and loads nothing: the rooms below it compute. May import the
 * JDK.
 */
package dev.graft.torch;
