/**
 * How layers are run fast and how weights learn: threads, frozen networks, gradients shared out
 * over them, optimisers, the fit of a head, the search for near rows, and the measurement of what
 * is fastest here.
 *
 * <p>May import the other rooms of {@code torch} and libtorch.
 */
package dev.graft.torch.compute;
