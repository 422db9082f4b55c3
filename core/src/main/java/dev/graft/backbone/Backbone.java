package dev.graft.backbone;

import dev.graft.data.Preprocessing;
import dev.graft.torch.WeightFile;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An architecture with pretrained weights and the preprocessing those weights expect. Read-only
 * after loading: training works on copies.
 */
public final class Backbone implements AutoCloseable {

  private final Architecture architecture;
  private final Weights weights;
  private final Preprocessing preprocessing;
  private final Provenance provenance;

  /**
   * Where weights are from.
   *
   * @param description where they were found
   * @param sha256 of the whole file, 64 hex digits; empty where there is none
   */
  public record Provenance(String description, String licence, String sha256) {}

  private Backbone(
      Architecture architecture,
      Weights weights,
      Preprocessing preprocessing,
      Provenance provenance) {
    this.architecture = architecture;
    this.weights = weights;
    this.preprocessing = preprocessing;
    this.provenance = provenance;
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
   * Reads located weights. A classification head in the file is left aside, whatever its width.
   *
   * @throws WeightFileException if the file is damaged or does not fit the architecture
   */
  public static Backbone load(Architecture architecture, WeightOrigin origin) throws IOException {
    WeightFile file = WeightFile.read(origin.file(), origin.key());
    new WeightFit(architecture).check(file);
    var provenance =
        new Provenance(
            origin.description(),
            file.metadata().getOrDefault("licence", origin.licence()),
            file.sha256());
    Preprocessing preprocessing = StoredPreprocessing.of(file, origin);
    Weights weights = Weights.of(architecture.entries(), file);
    return new Backbone(architecture, weights, preprocessing, provenance);
  }

  /** Random weights, the same ones for the same seed: to train from nothing. */
  public static Backbone untrained(
      Architecture architecture, Preprocessing preprocessing, long seed) {
    var provenance = new Provenance("random weights, seed " + seed, "none", "");
    return new Backbone(
        architecture, FirstWeights.of(architecture, seed), preprocessing, provenance);
  }

  /** What the stages are. */
  public Architecture architecture() {
    return architecture;
  }

  /** Weights of all stages, without a head, float32; not to be changed. */
  public Weights weights() {
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

  /** The same weights behind another preprocessing; shares the weights, so close only one. */
  public Backbone withPreprocessing(Preprocessing other) {
    return new Backbone(architecture, weights, other, provenance);
  }

  @Override
  public void close() {
    weights.close();
  }
}
