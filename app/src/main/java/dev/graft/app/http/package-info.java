/**
 * What both servers do with HTTP: who may ask, how large a body may be, what an error is, and
 * counts of all that.
 *
 * <p>May import Jetty, Jackson and {@code files}; knows no classifier and no training. What comes
 * from a client is data: never a path, never part of a reply that is not JSON.
 */
package dev.graft.app.http;
