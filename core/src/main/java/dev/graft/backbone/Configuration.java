package dev.graft.backbone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.graft.data.image.Preprocessing;
import dev.graft.torch.WeightFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What stands beside weights in a folder: {@code config.json} as timm's hub has it, and {@code
 * preprocessor_config.json} of Hugging Face's transformers. The first decides where both say how
 * images are prepared.
 */
record Configuration(Path folder, JsonNode config, JsonNode processor) {

  static final String CONFIG = "config.json";
  static final String PROCESSOR = "preprocessor_config.json";

  private static final long MOST_BYTES = 4 << 20;

  /**
   * That of a folder; a file that is missing says nothing.
   *
   * @throws WeightFileException if one is no JSON
   */
  static Configuration read(Path folder) throws IOException {
    return new Configuration(folder, json(folder.resolve(CONFIG)), json(folder.resolve(PROCESSOR)));
  }

  private static JsonNode json(Path file) throws IOException {
    var mapper = new JsonMapper();
    if (!Files.isRegularFile(file)) {
      return mapper.createObjectNode();
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new WeightFileException(file, "is too large for a configuration");
    }
    try {
      return mapper.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new WeightFileException(file, "is not JSON; fetch it again, or delete it", e);
    }
  }

  /** Whether {@code config.json} says how images are prepared. */
  boolean isOfTimm() {
    return TimmConfig.of(config).isThere();
  }

  /**
   * What images become; empty where neither file says so.
   *
   * @param usual for what is not stated
   * @param test by the sizes that the weights were tested with
   * @throws WeightFileException naming what Graft does not do
   */
  Optional<Preprocessing> preprocessing(Preprocessing usual, boolean test)
      throws WeightFileException {
    boolean ofTimm = isOfTimm();
    try {
      if (ofTimm) {
        return Optional.of(TimmConfig.of(config).preprocessing(usual, test));
      }
      var other = new ProcessorConfig(processor);
      return other.isThere() ? Optional.of(other.preprocessing(usual)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new WeightFileException(
          folder.resolve(ofTimm ? CONFIG : PROCESSOR),
          e.getMessage() + "; change it there to prepare images otherwise",
          e);
    }
  }

  /** The licence that is stated. */
  Optional<String> licence() {
    return text("license");
  }

  /** The tag of timm's that is stated. */
  Optional<String> tag() {
    return text("tag");
  }

  private Optional<String> text(String name) {
    return Optional.of(TimmConfig.of(config).node().path(name).asText("null"))
        .filter(text -> !text.isBlank() && !text.equals("null"));
  }
}
