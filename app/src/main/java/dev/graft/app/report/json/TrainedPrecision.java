package dev.graft.app.report.json;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** In what precision a model was trained, as its {@code model.json} says. */
public final class TrainedPrecision {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String FACTS = "model.json";

  private TrainedPrecision() {}

  /** What is known of a model's folder; empty for a file of weights alone. */
  public static Optional<Precision> of(Path model) {
    Path file = model.resolve(FACTS);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      String id = MAPPER.readTree(file.toFile()).at("/settings/precision").asText();
      return Optional.of(Precision.named(id));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty(); // the model was loaded all the same
    }
  }
}
