package dev.graft.backbone;

import dev.graft.backbone.graph.FrozenGraph;
import dev.graft.backbone.graph.GraphFile;
import dev.graft.data.image.Preprocessing;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.files.WeightFile;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Lifetime;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  private final List<String> notes;

  /** Names that the answer to an unknown node gives. */
  private static final int NEAREST = 4;

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
      Lifetime lifetime,
      List<String> notes) {
    this.architecture = architecture;
    this.weights = weights;
    this.preprocessing = preprocessing;
    this.provenance = provenance;
    this.lifetime = lifetime;
    this.notes = List.copyOf(notes);
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
    return new Backbone(architecture, weights, preprocessing, provenance, lifetime, List.of());
  }

  private Backbone withNotes(List<String> others) {
    return new Backbone(architecture, weights, preprocessing, provenance, lifetime, others);
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
    Optional<Configuration> configuration = Configuration.beside(architecture, origin);
    WeightFit.Found found =
        new WeightFit(architecture).find(WeightFile.read(origin.file()), origin.key());
    WeightFile file = found.weights();
    var provenance =
        new Provenance(
            origin.description() + found.note(),
            file.metadata()
                .getOrDefault(
                    "licence", Configuration.licence(architecture, origin, configuration)),
            file.sha256());
    boolean ofFile = file.metadata().containsKey("input_size");
    if (test && (ofFile || !configuration.map(Configuration::statesTestSizes).orElse(false))) {
      throw new IllegalArgumentException(
          "%s: no config.json beside the weights states sizes for their tests (test_input_size, test_crop_pct); leave --test-size out"
              .formatted(origin.description()));
    }
    Optional<Preprocessing> configured = Optional.empty();
    if (configuration.isPresent()) {
      configured = configuration.get().preprocessing(architecture.preprocessing(), test);
    }
    Preprocessing stated =
        StoredPreprocessing.of(file, configured, origin.published(), architecture);
    Preprocessing seen = change.apply(stated);
    if (seen.inputSize() == stated.inputSize()) {
      boolean beside = configured.isPresent() && !ofFile;
      Configuration.requireStatedSize(
          architecture, seen, beside ? configuration.get().source() : origin.file());
    }
    return owning(architecture, Weights.of(architecture.entries(), file), seen, provenance);
  }

  /** An ONNX file, what its one output gives being the features: {@link #onnx(Path, Optional)}. */
  public static Backbone onnx(Path file) throws IOException {
    return onnx(file, Optional.empty());
  }

  /**
   * An ONNX file as a frozen backbone of one stage, run by ONNX Runtime on the processor: a head
   * learns on its features, it does not. Needs {@code com.microsoft.onnxruntime:onnxruntime} on the
   * class path. Images are prepared as the file's metadata say, else a {@code config.json} or
   * {@code preprocessor_config.json} beside it, else as ImageNet's, all of an image; the {@link
   * #notes} say which.
   *
   * @param node whose first output is the features, or the name of a value; vectors [N, D] stay,
   *     maps [N, C, H, W] are averaged over places, of tokens [N, T, D] the class token is taken
   *     where there is one, else their mean
   * @throws WeightFileException if it is damaged, takes no images or gives no features
   * @throws IllegalArgumentException if it has no such node, naming the nearest, or several outputs
   */
  public static Backbone onnx(Path file, Optional<String> node) throws IOException {
    GraphFile graph = GraphFile.read(file);
    if (node.isPresent() && !graph.names().contains(node.get())) {
      throw new IllegalArgumentException(
          "%s has no node \"%s\"; the nearest are %s. \"graft models onnx:%s\" lists where it can be cut"
              .formatted(
                  file,
                  node.get(),
                  String.join(", ", SimilarNames.of(node.get(), graph.names(), NEAREST)),
                  file));
    }
    var notes = new ArrayList<String>();
    Preprocessing prepared = StoredPreprocessing.of(graph, node, notes);
    FrozenGraph frozen = graph.frozen(node, prepared.inputSize());
    notes.addAll(frozen.notes());
    String name = file.getFileName().toString().replaceFirst("\\.onnx$", "");
    String id = Registry.GRAPHS + name + node.map(n -> "#" + n).orElse("");
    var provenance =
        new Provenance(
            "file " + file.getFileName(),
            graph.metadata().getOrDefault("licence", "unknown"),
            graph.sha256());
    Architecture architecture = Registry.of(id, frozen);
    try (var scope = Scope.withoutGradients();
        var weights = new Weights()) {
      weights.put(Blueprint.GRAPH, Tensor.ofBytes(frozen.bytes()));
      return owning(architecture, weights.copy(weights.names()), prepared, provenance)
          .withNotes(notes);
    }
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

  /** What was decided for an ONNX file where it leaves a choice, a sentence each. */
  public List<String> notes() {
    return notes;
  }

  /** A call that reads the weights: they are not released before it is closed, by this thread. */
  public Lifetime.Use use() {
    return lifetime.use();
  }

  /**
   * The same weights behind another preprocessing; to close either is to close both.
   *
   * @throws IllegalArgumentException if it takes no images of that size
   */
  public Backbone withPreprocessing(Preprocessing other) {
    architecture.requireSize(other.inputSize());
    if (!architecture.learns() && other.inputSize() != preprocessing.inputSize()) {
      tryOut(other.inputSize());
    }
    return new Backbone(architecture, weights, other, provenance, lifetime, notes);
  }

  /** What sizes a graph takes where it names none shows when it is run. */
  private void tryOut(int side) {
    var all = architecture.prefix(architecture.stages().size());
    try (var scope = Scope.withoutGradients();
        var network = new FrozenNetwork(all, weights, Compute.standard())) {
      network.forward(Tensor.of(new float[3 * side * side], 1, 3, side, side));
    }
  }

  @Override
  public void close() {
    lifetime.close();
  }
}
