/**
 * A web page and an HTTP API over classifiers: limits, batches of concurrent requests, errors.
 *
 * <p>May import {@code train}, {@code data} and the names in {@code backbone}; the only package
 * that names Jetty. It does not know the commands and writes no file. What comes from a client is
 * data: never a path, never part of a reply that is not JSON.
 */
package dev.graft.app.serve;
