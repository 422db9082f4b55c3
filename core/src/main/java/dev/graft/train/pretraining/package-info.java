/**
 * How the weights that come with Graft are made, of images drawn by formulas.
 *
 * <p>May import {@code train}, its rooms, {@code backbone}, {@code data} and {@code draw}.
 */
package dev.graft.train.pretraining;
