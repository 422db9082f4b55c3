/**
 * Reading pickles, which are programs in Python's hands and here only data.
 *
 * <p>May import the JDK and the pickle library, which no other package names; no other package of
 * Graft.
 */
package dev.graft.files.pickle;
