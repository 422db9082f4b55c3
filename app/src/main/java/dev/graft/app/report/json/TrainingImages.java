package dev.graft.app.report.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which images a model was trained on, as its {@code model.json} says.
 *
 * @param location that the training was given
 * @param fingerprint of all splits; of all images in one where they were cross-validated
 * @param seed of the splits
 */
public record TrainingImages(String location, String fingerprint, long seed) {

  /** What is known of a model's folder; empty for a file of weights alone. */
  public static Optional<TrainingImages> of(Path model) {
    JsonNode facts = ModelJson.stored(model);
    var images =
        new TrainingImages(
            facts.at("/data/location").asText(),
            facts.at("/data/fingerprint").asText(),
            facts.at("/settings/seed").asLong());
    return Optional.of(images).filter(known -> !known.location.isEmpty());
  }

  /** Whether {@code other} is the same place. */
  public boolean isAt(String other) {
    try {
      return location.equals(other)
          || Files.isSameFile(Path.of(location), Path.of(other)); // false for what is no file
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
