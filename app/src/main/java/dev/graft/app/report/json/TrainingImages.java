package dev.graft.app.report.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String FACTS = "model.json";

  /** What is known of a model's folder; empty for a file of weights alone. */
  public static Optional<TrainingImages> of(Path model) {
    Path file = model.resolve(FACTS);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      JsonNode facts = MAPPER.readTree(file.toFile());
      JsonNode data = facts.path("data");
      String location = data.path("location").asText();
      String fingerprint = data.path("fingerprint").asText();
      return location.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new TrainingImages(
                  location, fingerprint, facts.path("settings").path("seed").asLong()));
    } catch (IOException e) {
      return Optional.empty(); // the model was loaded all the same
    }
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
