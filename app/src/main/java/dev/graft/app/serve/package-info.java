/**
 * A web page and an HTTP API over classifiers: batches of concurrent requests, pictures, answers.
 *
 * <p>May import {@code http}, {@code train}, {@code data} and the names in {@code backbone}. It
 * does not know the commands and writes no file.
 */
package dev.graft.app.serve;
