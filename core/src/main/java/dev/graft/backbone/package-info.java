/**
 * Architectures as ordered stages, the registry of them, and where their weights come from.
 *
 * <p>May import {@code torch} and {@code data}; nothing of training.
 */
package dev.graft.backbone;
