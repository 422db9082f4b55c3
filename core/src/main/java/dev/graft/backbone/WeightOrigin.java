package dev.graft.backbone;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Weights found on this machine, and where they came from.
 *
 * @param file to read with {@link dev.graft.torch.WeightFile}, which also gives its SHA-256
 * @param description where it was found or fetched from, for people and run records
 * @param licence of the weights, or "unknown"
 * @param published what is known about them, where they are published ones
 */
public record WeightOrigin(
    Path file, String description, String licence, Optional<PublishedWeights> published) {

  public WeightOrigin {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(licence, "licence");
    Objects.requireNonNull(published, "published");
  }
}
