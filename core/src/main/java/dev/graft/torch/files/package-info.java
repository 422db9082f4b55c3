/**
 * Weight files: safetensors and the three forms of PyTorch's, read without running what is in them.
 *
 * <p>{@link WeightFile} is the way in. May import {@code torch.tensors}, {@code files}, the JSON
 * and zip readers and the JDK; never libtorch's own readers.
 */
package dev.graft.torch.files;
