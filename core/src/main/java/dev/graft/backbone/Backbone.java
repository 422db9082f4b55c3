package dev.graft.backbone;

import dev.graft.data.image.Preprocessing;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.files.WeightFile;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Lifetime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

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
    return load(architecture, origin, false);
  }

  /**
   * The same.
   *
   * @param test whether images are prepared as for the tests of these weights, where a {@code
   *     config.json} beside them states sizes for those
   */
  public static Backbone load(Architecture architecture, WeightOrigin origin, boolean test)
      throws IOException {
    Optional<Configuration> configuration = Optional.empty();
    if (origin.folder().isPresent()) {
      configuration = Optional.of(Configuration.read(origin.folder().get()));
    }
    Optional<Preprocessing> configured = Optional.empty();
    if (configuration.isPresent()) {
      configured = configuration.get().preprocessing(architecture, test);
    }
    WeightFit.Found found =
        new WeightFit(architecture).find(WeightFile.read(origin.file()), origin.key());
    WeightFile file = found.weights();
    String licence = licence(architecture, origin, configuration);
    var provenance =
        new Provenance(
            origin.description() + found.note(),
            file.metadata().getOrDefault("licence", licence),
            file.sha256());
    Preprocessing preprocessing =
        StoredPreprocessing.of(file, configured, origin.published(), architecture);
    Weights weights = Weights.of(architecture.entries(), file);
    return owning(architecture, weights, preprocessing, provenance);
  }

  /** As the configuration states it, else as is known of the weights that it names. */
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
                    .filter(weights -> tag.equals(Optional.of(weights.tag())))
                    .map(PublishedWeights::licence)
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
