/**
 * Tensors and what holds them: number formats, scopes, lifetimes, rows kept outside libtorch, and
 * what this processor computes.
 *
 * <p>The bottom of everything native: {@link Native} loads libtorch, {@link Scope} frees what
 * {@link Tensor}s take. May import the JDK, JavaCPP's libtorch and OpenBLAS; nothing of Graft.
 */
package dev.graft.torch.tensors;
