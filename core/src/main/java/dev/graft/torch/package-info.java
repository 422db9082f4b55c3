/**
 * Native memory, layers, optimisers, weight files: the only package that names libtorch.
 *
 * <p>May import the JDK, JavaCPP's libtorch, the pickle, JSON and zip readers; no other package of
 * Graft.
 */
package dev.graft.torch;
