/**
 * The live view: what a training tells of itself, kept in one place and shown by a page on this
 * machine while it runs; stop and resume.
 *
 * <p>May import {@code report} and {@code report.html}, the records of {@code compare}, {@code
 * train} and {@code data}, {@code serve.LocalNames}, Jetty and Jackson. It does not know the
 * commands, writes no file and computes nothing that a training needs; the training never waits for
 * it.
 */
package dev.graft.app.watch;
