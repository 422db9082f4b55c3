/**
 * What several packages need of files and bytes, once: checksums, and random numbers that are a
 * function of their seed.
 *
 * <p>May import the JDK; no other package of Graft.
 */
package dev.graft.files;
