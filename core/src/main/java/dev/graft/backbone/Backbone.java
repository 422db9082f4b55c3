package dev.graft.backbone;

import dev.graft.data.image.Preprocessing;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.files.WeightFile;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Lifetime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An architecture with pretrained weights and the preprocessing those weights expect. Read-only
 * after loading: training works on copies.
 *
 * <p>It owns native memory until it is closed. Any thread may close it at any time: what reads the
 * weights just then is finished first, and what comes later gets an {@link IllegalStateException}.
 */
public final class Backbone implements AutoCloseable {

  private final Architecture architecture;
  private final Weights weights;
  private final Preprocessing preprocessing;
  private final Provenance provenance;
  private final Lifetime lifetime;

  /**
   * Where weights are from.
   *
   * @param description where they were found
   * @param sha256 of the whole file, 64 hex digits; empty where there is none
   */
  public record Provenance(String description, String licence, String sha256) {

    /** Whether the licence allows commercial use, as far as its name says. */
    public CommercialUse commercialUse() {
      return CommercialUse.of(licence);
    }
  }

  private Backbone(
      Architecture architecture,
      Weights weights,
      Preprocessing preprocessing,
      Provenance provenance,
      Lifetime lifetime) {
    this.architecture = architecture;
    this.weights = weights;
    this.preprocessing = preprocessing;
    this.provenance = provenance;
    this.lifetime = lifetime;
  }

  private static Backbone owning(
      Architecture architecture,
      Weights weights,
      Preprocessing preprocessing,
      Provenance provenance) {
    try {
      architecture.requireSize(preprocessing.inputSize());
    } catch (IllegalArgumentException e) {
      weights.close();
      throw e;
    }
    var lifetime = new Lifetime("backbone", weights::close);
    return new Backbone(architecture, weights, preprocessing, provenance, lifetime);
  }

  /**
   * Reads a weight file on this machine: safetensors or .pth.
   *
   * @throws WeightFileException if it is damaged or does not fit the architecture
   */
  public static Backbone read(Architecture architecture, Path file) throws IOException {
    String description = "file " + file.getFileName();
    return load(architecture, new WeightOrigin(file, description, "unknown", Optional.empty()));
  }

  /**
   * Reads located weights, however they are wrapped. A classification head in the file is left
   * aside, whatever its width; what else is, the provenance says.
   *
   * @throws WeightFileException if the file is damaged or does not fit the architecture
   */
  public static Backbone load(Architecture architecture, WeightOrigin origin) throws IOException {
    return load(architecture, origin, false, stated -> stated);
  }

  /**
   * Reads located weights as {@link #load(Architecture, WeightOrigin)} does, for images that are
   * prepared otherwise than these weights ask for.
   *
   * @param test whether by the sizes of the tests of these weights, which a {@code config.json}
   *     beside them has to state
   * @param change of what the weights ask for, such as another input size
   * @throws WeightFileException if the file is damaged or does not fit the architecture, or the
   *     size that is stated does not
   * @throws IllegalArgumentException if {@code test} and no such sizes are stated, or the
   *     architecture takes no images of the size that {@code change} gives
   */
  public static Backbone load(
      Architecture architecture,
      WeightOrigin origin,
      boolean test,
      UnaryOperator<Preprocessing> change)
      throws IOException {
    Optional<Configuration> configuration = configuration(architecture, origin);
    WeightFit.Found found =
        new WeightFit(architecture).find(WeightFile.read(origin.file()), origin.key());
    WeightFile file = found.weights();
    var provenance =
        new Provenance(
            origin.description() + found.note(),
            file.metadata().getOrDefault("licence", licence(architecture, origin, configuration)),
            file.sha256());
    boolean ofFile = file.metadata().containsKey("input_size");
    if (test && (ofFile || !configuration.map(Configuration::statesTestSizes).orElse(false))) {
      throw new IllegalArgumentException(
          "%s: no config.json beside the weights states sizes for their tests (test_input_size, test_crop_pct); leave --test-size out"
              .formatted(origin.description()));
    }
    Optional<Preprocessing> configured = Optional.empty();
    if (configuration.isPresent()) {
      configured = configuration.get().preprocessing(architecture, test);
    }
    Preprocessing stated =
        StoredPreprocessing.of(file, configured, origin.published(), architecture);
    Preprocessing seen = change.apply(stated);
    if (seen.inputSize() == stated.inputSize()) {
      boolean beside = configured.isPresent() && !ofFile;
      requireStatedSize(architecture, seen, beside ? configuration.get().source() : origin.file());
    }
    return owning(architecture, Weights.of(architecture.entries(), file), seen, provenance);
  }

  private static Optional<Configuration> configuration(
      Architecture architecture, WeightOrigin origin) throws IOException {
    if (origin.folder().isEmpty()) {
      return Optional.empty();
    }
    Configuration configuration = Configuration.read(origin.folder().get());
    if (origin.published().isEmpty()) {
      configuration.requireWeightsOf(architecture);
    }
    return Optional.of(configuration);
  }

  private static void requireStatedSize(
      Architecture architecture, Preprocessing stated, Path statedBy) throws WeightFileException {
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
   * As the configuration states it. A tag alone names no licence: whoever trains weights of timm's
   * further with timm keeps the tag.
   */
  private static String licence(
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

  /** Random weights, the same ones for the same seed: to train from nothing. */
  public static Backbone untrained(
      Architecture architecture, Preprocessing preprocessing, long seed) {
    var provenance = new Provenance("random weights, seed " + seed, "none", "");
    return owning(
        architecture, Weights.untrained(architecture.entries(), seed), preprocessing, provenance);
  }

  /** What the stages are. */
  public Architecture architecture() {
    return architecture;
  }

  /**
   * Weights of all stages, without a head, float32; not to be changed. Who computes with them while
   * another thread may close this holds {@link #use} meanwhile.
   */
  public Weights weights() {
    lifetime.requireOpen();
    return weights;
  }

  /** What images must become before they enter the first stage. */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /** Where the weights are from. */
  public Provenance provenance() {
    return provenance;
  }

  /** A call that reads the weights: they are not released before it is closed, by this thread. */
  public Lifetime.Use use() {
    return lifetime.use();
  }

  /** The same weights behind another preprocessing; to close either is to close both. */
  public Backbone withPreprocessing(Preprocessing other) {
    architecture.requireSize(other.inputSize());
    return new Backbone(architecture, weights, other, provenance, lifetime);
  }

  @Override
  public void close() {
    lifetime.close();
  }
}
