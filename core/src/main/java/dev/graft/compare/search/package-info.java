/**
 * The search for learning rates within a budget, on validation images alone.
 *
 * <p>May import {@code compare.record}, {@code train} and {@code backbone}.
 */
package dev.graft.compare.search;
