package dev.graft.backbone;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Weights found on this machine, and where they came from.
 *
 * @param file to read with {@link dev.graft.torch.files.WeightFile}, which also gives its SHA-256
 * @param key prefix under which they stand, where the file has several that fit
 * @param description where it was found or fetched from, for people and run records
 * @param licence of the weights, or "unknown"
 * @param published what is known about them, where they are published ones
 * @param folder whose {@code config.json} or {@code preprocessor_config.json} says how images are
 *     prepared, if they are there
 */
public record WeightOrigin(
    Path file,
    Optional<String> key,
    String description,
    String licence,
    Optional<PublishedWeights> published,
    Optional<Path> folder) {

  /** All of a file. */
  public WeightOrigin(
      Path file, String description, String licence, Optional<PublishedWeights> published) {
    this(file, Optional.empty(), description, licence, published, Optional.empty());
  }

  /** Refuses one without any of these. */
  public WeightOrigin {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(licence, "licence");
    Objects.requireNonNull(published, "published");
    Objects.requireNonNull(folder, "folder");
  }
}
