/**
 * Native memory, layers, optimisers, weight files: the only package that names libtorch.
 *
 * <p>May import the JDK, JavaCPP's libtorch, the JSON and zip readers, and {@code files}; no other
 * package of Graft.
 */
package dev.graft.torch;
