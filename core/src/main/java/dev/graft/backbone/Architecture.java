package dev.graft.backbone;

import dev.graft.torch.Dropout;
import dev.graft.torch.Entry;
import dev.graft.torch.Layer;
import dev.graft.torch.Linear;
import dev.graft.torch.Sequential;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The registry: every architecture Graft knows, with torchvision's names, shapes and outputs.
 *
 * <p>A new variant is one line here; a new family is one file beside {@link ResNet}. Knowing an
 * architecture needs no native memory.
 */
public enum Architecture {
  RESNET18("resnet18", () -> ResNet.basic(2, 2, 2, 2)),
  RESNET34("resnet34", () -> ResNet.basic(3, 4, 6, 3)),
  RESNET50("resnet50", () -> ResNet.bottleneck(3, 4, 6, 3)),
  RESNET101("resnet101", () -> ResNet.bottleneck(3, 4, 23, 3)),
  RESNET152("resnet152", () -> ResNet.bottleneck(3, 8, 36, 3)),
  MOBILENET_V2("mobilenet_v2", MobileNetV2::build),
  /** Graft's own: ResNet-18 with half as many channels, whose weights come with Graft. */
  RESNET18_SLIM("resnet18_slim", () -> ResNet.slim(2, 2, 2, 2));

  private final String id;
  private final Blueprint blueprint;

  Architecture(String id, Supplier<Blueprint> blueprint) {
    this.id = id;
    this.blueprint = blueprint.get();
  }

  /** The name users write, torchvision's: {@code resnet18}. */
  public String id() {
    return id;
  }

  /** The stages from image to feature vector, in order. */
  public List<Stage> stages() {
    return blueprint.stages();
  }

  /** Names of the stages, in order. */
  public List<String> stageNames() {
    return stages().stream().map(Stage::name).toList();
  }

  /** Length of the feature vector that enters the head. */
  public int featureWidth() {
    return stages().get(stages().size() - 1).channels();
  }

  /** Prefix of the head's entries, {@code fc}. */
  public String headName() {
    return blueprint.headName();
  }

  /** The classification head, [N, featureWidth] to [N, classes]. */
  public Layer head(int classes) {
    var linear = new Linear(headName(), featureWidth(), classes);
    double dropout = blueprint.headDropout();
    return dropout == 0 ? linear : Sequential.of(new Dropout(dropout), linear);
  }

  /** The first {@code cut} stages, image to features. */
  public Sequential prefix(int cut) {
    return new Sequential(stages().subList(0, checkCut(cut)).stream().map(Stage::layer).toList());
  }

  /** The stages after the first {@code cut} and a head for {@code classes} classes. */
  public Sequential suffix(int cut, int classes) {
    var layers = new ArrayList<Layer>();
    stages().subList(checkCut(cut), stages().size()).forEach(stage -> layers.add(stage.layer()));
    layers.add(head(classes));
    return new Sequential(layers);
  }

  /**
   * How many of the stages after the first {@code cut} work at a quarter of the image's resolution
   * or finer: a step's memory is mostly their outputs, though most arithmetic comes after them.
   */
  public int earlyStages(int cut) {
    return (int)
        stages().subList(checkCut(cut), stages().size()).stream()
            .takeWhile(stage -> stage.stride() > 0 && stage.stride() <= 4)
            .count();
  }

  private int checkCut(int cut) {
    if (cut < 0 || cut > stages().size()) {
      throw new IllegalArgumentException(
          "%s can be cut at 0 to %d, got %d".formatted(id, stages().size(), cut));
    }
    return cut;
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
    return entries(classes).stream().filter(Entry::isParameter).mapToLong(Entry::elements).sum();
  }

  /**
   * The number of stages before the named one: the cut that freezes them.
   *
   * @throws IllegalArgumentException if there is no such stage, naming those there are
   */
  public int cutBefore(String stage) {
    int index = stageNames().indexOf(stage);
    if (index < 0) {
      throw new IllegalArgumentException(
          "%s has no stage \"%s\"; its stages are %s"
              .formatted(id, stage, String.join(", ", stageNames())));
    }
    return index;
  }

  /**
   * The architecture of that name.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public static Architecture named(String id) {
    return Arrays.stream(values())
        .filter(architecture -> architecture.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown backbone \"%s\"; known are %s".formatted(id, known())));
  }

  private static String known() {
    return Arrays.stream(values()).map(Architecture::id).collect(Collectors.joining(", "));
  }
}
