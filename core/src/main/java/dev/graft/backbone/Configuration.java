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

  /** What lies beside weights; empty where they are no folder of a hub's. */
  static Optional<Configuration> beside(Architecture architecture, WeightOrigin origin)
      throws IOException {
    if (origin.folder().isEmpty()) {
      return Optional.empty();
    }
    Configuration configuration = Configuration.read(origin.folder().get());
    if (origin.published().isEmpty()) {
      configuration.requireWeightsOf(architecture);
    }
    return Optional.of(configuration);
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
      JsonNode read = mapper.readTree(Files.readAllBytes(file));
      if (!read.isObject()) {
        throw new WeightFileException(file, "is no JSON object; fetch it again, or delete it");
      }
      return read;
    } catch (JsonProcessingException e) {
      throw new WeightFileException(file, "is not JSON; fetch it again, or delete it", e);
    }
  }

  /** Whether a folder has either file. */
  static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(CONFIG))
        || Files.isRegularFile(folder.resolve(PROCESSOR));
  }

  /** Whether {@code config.json} says how images are prepared. */
  boolean isOfTimm() {
    return TimmConfig.of(config).isThere();
  }

  /** The file that says how images are prepared, where one does. */
  Path source() {
    return folder.resolve(isOfTimm() ? CONFIG : PROCESSOR);
  }

  /** Whether sizes are stated that the weights were tested with. */
  boolean statesTestSizes() {
    return isOfTimm() && TimmConfig.of(config).statesTestSizes();
  }

  /** Refuses a size that the weights state and the backbone does not take. */
  static void requireStatedSize(Architecture architecture, Preprocessing stated, Path statedBy)
      throws WeightFileException {
    try {
      architecture.requireSize(stated.inputSize());
    } catch (IllegalArgumentException e) {
      throw new WeightFileException(
          statedBy,
          "asks for a size that the backbone does not take: %s; choose one with --input-size"
              .formatted(e.getMessage()),
          e);
    }
  }

  /**
   * Refuses weights of another architecture: some have the same names and shapes and compute
   * something else. Those of another image size are the same, and so are those that are published
   * for both. What a program has registered under a name of its own is not asked.
   *
   * @throws WeightFileException naming both
   */
  void requireWeightsOf(Architecture wanted) throws WeightFileException {
    String name = config.path("architecture").asText("").replaceFirst("\\..*", "");
    if (name.isEmpty()
        || !Registry.comesWithGraft(wanted)
        || withoutSize(name).equals(withoutSize(wanted.id()))
        || isPublished(wanted, name)) {
      return;
    }
    boolean known = Architecture.known().stream().anyMatch(other -> other.id().equals(name));
    throw new WeightFileException(
        folder.resolve(CONFIG),
        "the weights are of the architecture %s, and the backbone is %s, which may compute something else; %s, or name the weight file itself if they fit all the same"
            .formatted(
                name,
                wanted,
                known
                    ? "take --backbone " + name
                    : "Graft does not know " + name + ": take others"));
  }

  /** {@code vit_base_patch16_384} is {@code vit_base_patch16_224} for other images. */
  private static String withoutSize(String name) {
    return name.replaceFirst("_[1-9][0-9]{2}$", "");
  }

  private boolean isPublished(Architecture wanted, String name) {
    Optional<String> repository = tag().map(tag -> "timm/" + name + "." + tag);
    return wanted.weights().stream()
        .anyMatch(weights -> repository.isPresent() && weights.hubRepository().equals(repository));
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
    try {
      if (isOfTimm()) {
        return Optional.of(TimmConfig.of(config).preprocessing(usual, test));
      }
      var other = new ProcessorConfig(processor);
      return other.isThere() ? Optional.of(other.preprocessing(usual)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new WeightFileException(
          source(), e.getMessage() + "; change it there to prepare images otherwise", e);
    }
  }

  /** The licence that is stated. */
  Optional<String> licence() {
    return text("license");
  }

  /**
   * As the configuration states it. A tag alone names no licence: whoever trains weights of timm's
   * further with timm keeps the tag.
   */
  static String licence(
      Architecture architecture, WeightOrigin origin, Optional<Configuration> configuration) {
    if (origin.published().isPresent() || configuration.isEmpty()) {
      return origin.licence();
    }
    Optional<String> tag = configuration.get().tag();
    return configuration
        .get()
        .licence()
        .or(
            () ->
                architecture.weights().stream()
                    .filter(weights -> weights.isOfHub() && tag.equals(Optional.of(weights.tag())))
                    .map(
                        weights ->
                            "unknown (its tag is that of timm's %s.%s, under %s)"
                                .formatted(architecture, weights.tag(), weights.licence()))
                    .findFirst())
        .orElse(origin.licence());
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
