package dev.graft.backbone;

import dev.graft.backbone.graph.FrozenGraph;
import dev.graft.data.image.Preprocessing;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.layers.Pass;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/**
 * What an architecture is made of.
 *
 * @param stages from image [N, 3, H, W] to feature vector [N, D], in order
 * @param headName prefix of the classification head's entries, {@code fc}
 * @param headDropout probability of the dropout before the head; 0 for none
 * @param inputSizes that it takes
 * @param preprocessing of images for weights that say nothing of it
 */
public record Blueprint(
    List<Stage> stages,
    String headName,
    double headDropout,
    InputSizes inputSizes,
    Preprocessing preprocessing) {

  /** Name of a given graph's bytes in a state dict. */
  static final String GRAPH = "graph.onnx";

  /**
   * Refuses stages that end in anything but a vector, share a name, or begin with an activation.
   */
  public Blueprint {
    stages = List.copyOf(stages);
    Objects.requireNonNull(headName, "headName");
    Objects.requireNonNull(inputSizes, "inputSizes");
    Objects.requireNonNull(preprocessing, "preprocessing");
    if (!(headDropout >= 0 && headDropout < 1)) {
      throw new IllegalArgumentException("dropout must be in [0, 1), got " + headDropout);
    }
    for (Stage stage : stages) {
      if (stage.layer().overwritesInput()) {
        throw new IllegalArgumentException(
            "the stage %s begins with an activation, which would overwrite what the stage before gave: put it at the end of that one"
                .formatted(stage.name()));
      }
    }
    if (stages.isEmpty()
        || !(stages.get(stages.size() - 1).output() instanceof StageOutput.Vector)) {
      throw new IllegalArgumentException(
          "the last stage gives a vector [N, D]: its head takes one");
    }
    if (stages.stream().map(Stage::name).distinct().count() < stages.size()) {
      throw new IllegalArgumentException(
          "each stage has a name of its own, got " + stages.stream().map(Stage::name).toList());
    }
    requireOwnNames(stages, headName);
  }

  private static void requireOwnNames(List<Stage> stages, String headName) {
    var names = new HashSet<>(List.of(headName + ".weight", headName + ".bias"));
    for (Stage stage : stages) {
      for (Entry entry : stage.layer().entries()) {
        if (!names.add(entry.name())) {
          throw new IllegalArgumentException(
              "the name %s is there twice: each entry has its own".formatted(entry.name()));
        }
      }
    }
  }

  /** Of one stage, a graph that is run as it is; its bytes are an entry of the state dict. */
  static Blueprint of(FrozenGraph graph) {
    Preprocessing usual = Preprocessing.imageNet();
    int side = graph.side() == 0 ? usual.inputSize() : graph.side();
    return new Blueprint(
        List.of(Stage.vector("graph", graph.layer(GRAPH), graph.width())),
        "head",
        0,
        graph.side() == 0 ? InputSizes.any() : InputSizes.only(side),
        Preprocessing.squash(side, usual.mean(), usual.std()));
  }

  /** For images of any size, prepared as torchvision prepares ImageNet's. */
  public static Blueprint of(List<Stage> stages, String headName, double headDropout) {
    return new Blueprint(stages, headName, headDropout, InputSizes.any(), Preprocessing.imageNet());
  }

  /** The first {@code cut} stages; messages name the architecture {@code id}. */
  List<Stage> ahead(String id, int cut) {
    return stages.subList(0, checkCut(id, cut));
  }

  /** The stages after them. */
  List<Stage> behind(String id, int cut) {
    return stages.subList(checkCut(id, cut), stages.size());
  }

  private int checkCut(String id, int cut) {
    if (cut < 0 || cut > stages.size()) {
      throw new IllegalArgumentException(
          "%s can be cut at 0 to %d, got %d".formatted(id, stages.size(), cut));
    }
    return cut;
  }

  /** As {@link Architecture#earlyStages} says. */
  int earlyStages(String id, int cut, Pass pass) {
    return (int)
        behind(id, cut).stream()
            .takeWhile(stage -> stage.output().stride() > 0 && stage.output().stride() <= 4)
            .takeWhile(stage -> !stage.layer().isRandom(pass))
            .count();
  }

  /** As {@link Architecture#cutBefore} says. */
  int cutBefore(String id, String stage) {
    List<String> names = stages.stream().map(Stage::name).toList();
    int index = names.indexOf(stage);
    for (int i = 0; index < 0 && i < names.size(); i++) {
      if (names.get(i).startsWith(stage + ".")) {
        index = i;
      }
    }
    if (index < 0) {
      throw new IllegalArgumentException(
          "%s has no stage \"%s\"; its stages are %s"
              .formatted(id, stage, String.join(", ", names)));
    }
    return index;
  }
}
