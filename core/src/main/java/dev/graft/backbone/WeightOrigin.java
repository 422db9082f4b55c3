package dev.graft.backbone;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Weights found on this machine, and where they came from.
 *
 * @param file to read with {@link dev.graft.torch.files.WeightFile}, which also gives its SHA-256
 * @param description where it was found or fetched from, for people and run records
 * @param licence of the weights, or "unknown"
 * @param key part of a checkpoint that the weights are, where it holds several
 * @param published what is known about them, where they are published ones
 */
public record WeightOrigin(
    Path file,
    Optional<String> key,
    String description,
    String licence,
    Optional<PublishedWeights> published) {

  /** All of a file. */
  public WeightOrigin(
      Path file, String description, String licence, Optional<PublishedWeights> published) {
    this(file, Optional.empty(), description, licence, published);
  }

  public WeightOrigin {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(licence, "licence");
    Objects.requireNonNull(published, "published");
  }
}
