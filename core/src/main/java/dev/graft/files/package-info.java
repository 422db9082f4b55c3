/**
 * What several packages need of files and bytes, once: writing whole or not at all, checksums, and
 * random numbers that are a function of their seed.
 *
 * <p>May import the JDK, and {@code pickle} the pickle library; no other package of Graft.
 */
package dev.graft.files;
