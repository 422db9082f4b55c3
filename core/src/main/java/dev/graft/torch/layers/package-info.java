/**
 * Layers as data, and the weights they read.
 *
 * <p>{@link Layer} says what a layer must say; {@code LayerContractTest} asks it of all. May import
 * {@code torch.tensors}, {@code torch.files}, {@code files} and libtorch.
 */
package dev.graft.torch.layers;
