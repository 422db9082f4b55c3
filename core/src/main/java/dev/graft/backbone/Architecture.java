package dev.graft.backbone;

import dev.graft.data.image.Preprocessing;
import dev.graft.files.Digest;
import dev.graft.torch.files.WeightFile;
import dev.graft.torch.layers.Dropout;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.Linear;
import dev.graft.torch.layers.Pass;
import dev.graft.torch.layers.Sequential;
import dev.graft.torch.layers.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * A backbone as a value: its stages, which images it takes, where its head is, and the weights that
 * are published for it. Knowing one needs no native memory.
 *
 * <p>{@link #known} are those of every {@link Family}, and those that a program has registered.
 */
public final class Architecture {

  /** What a command takes where nobody says: the smallest of torchvision's ResNets. */
  private static final String USUAL = "resnet18";

  private final String id;
  private final Supplier<Blueprint> made;
  private final List<PublishedWeights> own;
  private volatile List<PublishedWeights> weights; // null until asked for
  private volatile Blueprint blueprint; // null until asked for

  Architecture(String id, Supplier<Blueprint> made, List<PublishedWeights> weights) {
    this.id = id;
    this.made = made;
    this.own = weights;
  }

  /**
   * An architecture that is not known yet: {@link #register} makes it so.
   *
   * @param id the name users write, such as {@code resnet18}: lower-case letters, digits, and
   *     {@code _ . -} after the first
   * @param made gives what it is made of, always the same; called when that is first asked for
   * @param weights published for it, the default first; those on timm's hub for the name follow
   * @throws IllegalArgumentException if {@code id} is no such name
   */
  public static Architecture of(String id, Supplier<Blueprint> made, PublishedWeights... weights) {
    if (!id.matches("[a-z0-9][a-z0-9_.-]*")) {
      throw new IllegalArgumentException(
          "a backbone's name has lower-case letters, digits, _ . and -, got \"" + id + "\"");
    }
    return new Architecture(id, made, List.of(weights));
  }

  /** That of a saved classifier: the one of that {@link #named name}, or the graph in its file. */
  public static Architecture stored(String id, WeightFile file) {
    return Registry.stored(id, file);
  }

  /** All that can be had by name, in the order in which they became known. */
  public static List<Architecture> known() {
    return Registry.all();
  }

  /** Those of each {@link Family}, by its name; what a program has registered is in none. */
  public static Map<String, List<Architecture>> families() {
    return Registry.families();
  }

  /**
   * Makes an architecture known by its name, to this library and what reads models with it. One
   * that is known already changes nothing.
   *
   * @throws IllegalArgumentException if another one has the name, or it cannot be made
   */
  public static void register(Architecture architecture) {
    architecture.blueprint(); // where it cannot be made, that is said now
    Registry.add(architecture);
  }

  /**
   * The architecture of that name.
   *
   * @throws IllegalArgumentException if there is none, naming the nearest
   */
  public static Architecture named(String id) {
    return known().stream()
        .filter(architecture -> architecture.id.equals(id))
        .findFirst()
        .orElseThrow(() -> Registry.unknown(id));
  }

  /** The one to take where nobody says which. */
  public static Architecture usual() {
    return named(USUAL);
  }

  /** The one whose weights come with Graft. */
  public static Architecture shipped() {
    return known().stream()
        .filter(a -> a.own.stream().anyMatch(PublishedWeights::isShipped))
        .findFirst()
        .orElseThrow();
  }

  /** The name users write, as torchvision or timm have it: {@code resnet18}. */
  public String id() {
    return id;
  }

  /**
   * What remembered outputs of its stages are kept under: the name, and for one that a program has
   * made a hash of its stages too, so that another one of the same name does not find them.
   */
  public String identity() {
    return Registry.comesWithGraft(this)
        ? id
        : id + "-" + Digest.sha256().add(stages().toString()).hex().substring(0, 16);
  }

  /** The stages from image to feature vector, in order. */
  public List<Stage> stages() {
    return blueprint().stages();
  }

  /** Names of the stages, in order. */
  public List<String> stageNames() {
    return stages().stream().map(Stage::name).toList();
  }

  /** Published for it, the default first; empty where there are none. */
  public List<PublishedWeights> weights() {
    List<PublishedWeights> known = weights;
    if (known == null) {
      known = withHub();
      weights = known;
    }
    return known;
  }

  /** And what timm publishes under the same name, where it is not among them. */
  private List<PublishedWeights> withHub() {
    var all = new ArrayList<>(own);
    TimmTags.of(id).stream()
        .filter(timm -> own.stream().noneMatch(w -> w.hubRepository().equals(timm.hubRepository())))
        .forEach(all::add);
    return List.copyOf(all);
  }

  /** The first whose licence allows commercial use: what to take where nobody says which. */
  public Optional<PublishedWeights> defaultWeights() {
    return weights().stream()
        .filter(published -> published.commercialUse() == CommercialUse.ALLOWED)
        .findFirst();
  }

  /** Which images it takes. */
  public InputSizes inputSizes() {
    return blueprint().inputSizes();
  }

  /**
   * Refuses images of {@code side} pixels a side where it takes none of that size.
   *
   * @throws IllegalArgumentException naming the nearest sizes that it takes
   */
  public void requireSize(int side) {
    inputSizes().check(id, side);
  }

  /** What images become for weights that say nothing of it. */
  public Preprocessing preprocessing() {
    return blueprint().preprocessing();
  }

  /** Places a side that the first stage gives for an image of {@code side} pixels. */
  public OptionalInt patches(int side) {
    int stride = stages().get(0).output().stride();
    return stride == 0 ? OptionalInt.empty() : OptionalInt.of(side / stride);
  }

  /** Length of the feature vector that enters the head. */
  public int featureWidth() {
    return stages().get(stages().size() - 1).output().width();
  }

  /** Prefix of the head's entries, {@code fc}. */
  public String headName() {
    return blueprint().headName();
  }

  /** The classification head, [N, featureWidth] to [N, classes]. */
  public Layer head(int classes) {
    var linear = new Linear(headName(), featureWidth(), classes);
    double dropout = blueprint().headDropout();
    return dropout == 0 ? linear : Sequential.of(new Dropout(dropout), linear);
  }

  /** The first {@code cut} stages, image to features. */
  public Sequential prefix(int cut) {
    return new Sequential(blueprint().ahead(id, cut).stream().map(Stage::layer).toList());
  }

  /** The stages after the first {@code cut} and a head for {@code classes} classes. */
  public Sequential suffix(int cut, int classes) {
    var layers = new ArrayList<Layer>();
    blueprint().behind(id, cut).forEach(stage -> layers.add(stage.layer()));
    layers.add(head(classes));
    return new Sequential(layers);
  }

  /**
   * How many of the stages after the first {@code cut} work at a quarter of the image's resolution
   * or finer: a step's memory is mostly their outputs, though most arithmetic comes after them. One
   * that draws random numbers in {@code pass} ends them: it could not be run again.
   */
  public int earlyStages(int cut, Pass pass) {
    return blueprint().earlyStages(id, cut, pass);
  }

  /** Entries of the backbone without a head, in state dict order. */
  public List<Entry> entries() {
    return stages().stream().flatMap(stage -> stage.layer().entries().stream()).toList();
  }

  /** Entries of the backbone with a head for {@code classes} classes, in state dict order. */
  public List<Entry> entries(int classes) {
    var entries = new ArrayList<>(entries());
    entries.addAll(head(classes).entries());
    return List.copyOf(entries);
  }

  /** Number of parameters with a head for {@code classes} classes. */
  public long parameters(int classes) {
    return suffix(0, classes).parameters();
  }

  /** Whether its stages can learn; those of an ONNX file are always frozen. */
  public boolean learns() {
    return stages().stream().allMatch(stage -> stage.layer().hasGradients());
  }

  /**
   * Multiply-adds of one image of {@code side} pixels a side, with a head for {@code classes}
   * classes: see {@link Layer#multiplyAdds}.
   *
   * @throws IllegalArgumentException if it takes no images of that size
   */
  public long multiplyAdds(int side, int classes) {
    requireSize(side);
    return suffix(0, classes).multiplyAdds(Shape.of(3, side, side));
  }

  /**
   * The number of stages before the named one: the cut that freezes them. The name of a group, such
   * as {@code blocks.5} of {@code blocks.5.0} and {@code blocks.5.1}, stands for its first.
   *
   * @throws IllegalArgumentException if there is no such stage, naming those there are
   */
  public int cutBefore(String stage) {
    return blueprint().cutBefore(id, stage);
  }

  private Blueprint blueprint() {
    Blueprint known = blueprint;
    if (known == null) {
      known = made.get();
      if (known == null) {
        throw new IllegalArgumentException("the backbone \"" + id + "\" is made of nothing: null");
      }
      blueprint = known;
    }
    return known;
  }

  /** Whether {@code other} has the same name and is made of the same. */
  @Override
  public boolean equals(Object other) {
    return other == this
        || (other instanceof Architecture that
            && id.equals(that.id)
            && own.equals(that.own)
            && blueprint().equals(that.blueprint()));
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return id;
  }
}
