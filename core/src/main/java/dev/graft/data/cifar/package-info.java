/**
 * CIFAR-10 and CIFAR-100 as published, binary or Python.
 *
 * <p>May import the rooms of {@code data} below it and {@code files}.
 */
package dev.graft.data.cifar;
