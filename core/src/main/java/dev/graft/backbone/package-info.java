/**
 * Architectures as ordered stages, their registry, and where their weights come from.
 *
 * <p>Owns what a backbone is called, what it is made of, which published weights fit it and how
 * they get onto this machine. May import {@code data}, {@code torch}, {@code files} and the JDK;
 * never training, comparison or the program.
 */
package dev.graft.backbone;
