package dev.graft.train;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Stage;
import dev.graft.backbone.StageOutput;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.layers.Attention;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.Pass;
import dev.graft.torch.layers.Sequential;
import dev.graft.torch.layers.TokenPool;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import java.util.List;

/**
 * The last output of a backbone that tells places of an image apart and that the logits depend on,
 * and what stands behind it: where heat maps are made of.
 *
 * <p>That is the last feature map, or the tokens after the last block; where only the class token
 * is taken of those, it is the tokens before that block, which is what has it look at them.
 */
final class LastMap implements AutoCloseable {

  private final int cut;
  private final StageOutput output;
  private final Sequential behind; // to the features
  private final boolean onlyPools;
  private final Layer head;
  private final Weights weights = new Weights(); // of these, float32
  private final FrozenNetwork features;

  /**
   * Prepares what stands behind the map; behind all stages where none tells places apart, or what
   * does gives no gradients.
   */
  LastMap(Architecture architecture, int classes, Weights all, Compute compute) {
    this.cut = cut(architecture);
    List<Stage> stages = architecture.stages();
    this.output = stages.get(cut - 1).output();
    this.behind =
        new Sequential(stages.subList(cut, stages.size()).stream().map(Stage::layer).toList());
    this.onlyPools = behind.entries().isEmpty() && output instanceof StageOutput.Maps;
    this.head = architecture.head(classes);
    try (var scope = Scope.withoutGradients()) {
      for (Entry entry : Sequential.of(behind, head).entries()) {
        weights.put(entry.name(), all.get(entry.name()).copy());
      }
      this.features = new FrozenNetwork(behind, weights, compute);
    } catch (RuntimeException | Error e) {
      weights.close();
      throw e;
    }
  }

  private static int cut(Architecture architecture) {
    List<Stage> stages = architecture.stages();
    int last = stages.size();
    while (last > 0 && stages.get(last - 1).output() instanceof StageOutput.Vector) {
      last--;
    }
    boolean classToken =
        last > 0
            && last < stages.size()
            && stages.get(last).layer() instanceof TokenPool pool
            && pool.kind() == TokenPool.Kind.FIRST;
    if (classToken) {
      while (last > 0 && !attends(stages.get(last - 1).layer())) {
        last--;
      }
      last--;
    }
    return last < 1 ? stages.size() : last;
  }

  /** Whether heat maps can be made of it. */
  boolean tellsPlaces() {
    return !(output instanceof StageOutput.Vector);
  }

  private static boolean attends(Layer layer) {
    return layer instanceof Attention || layer.children().stream().anyMatch(LastMap::attends);
  }

  /** Stages up to the map. */
  int cut() {
    return cut;
  }

  /** Features [N, D] of maps; on this thread where they are only pooled. */
  Tensor features(Tensor map) {
    return onlyPools || !tellsPlaces()
        ? behind.forward(map, weights, Pass.EVALUATION)
        : features.forward(map);
  }

  /**
   * The heat map of a class.
   *
   * @param map of one image, [C, rows, columns] or [T, D], row-major
   * @param shape of that, with a first dimension of any size
   */
  HeatMap heatMap(int label, float[] map, long... shape) {
    if (onlyPools) { // behind the mean stands one linear layer: its weights are the gradient
      float[] row = weights.get(headName() + ".weight").floats();
      int channels = (int) shape[1];
      double[] slopes = new double[channels];
      for (int c = 0; c < channels; c++) {
        slopes[c] = row[label * channels + c] / (double) (shape[2] * shape[3]);
      }
      return HeatMap.of(label, map, (int) shape[2], (int) shape[3], slopes);
    }
    double[] gradient = gradient(label, map, shape);
    if (output instanceof StageOutput.Tokens tokens) {
      return ofTokens(label, map, gradient, tokens);
    }
    return HeatMap.of(label, map, (int) shape[2], (int) shape[3], means(gradient, (int) shape[1]));
  }

  private String headName() {
    String name = head.entries().get(0).name();
    return name.substring(0, name.lastIndexOf('.'));
  }

  /** Of the class's logit with respect to the map. */
  private double[] gradient(int label, float[] map, long... shape) {
    long[] one = shape.clone();
    one[0] = 1;
    try (var scope = Scope.open()) {
      Tensor leaf = Tensor.of(map, one).asLeaf();
      Tensor logits =
          head.forward(behind.forward(leaf, weights, Pass.EVALUATION), weights, Pass.EVALUATION);
      float[] only = new float[Math.toIntExact(logits.elements())];
      only[label] = 1;
      logits.backward(Tensor.of(only, logits.shape()));
      return leaf.leafGradient().doubles();
    }
  }

  private static HeatMap ofTokens(
      int label, float[] map, double[] gradient, StageOutput.Tokens tokens) {
    int width = tokens.width();
    int places = map.length / width - tokens.extra();
    int side = (int) Math.round(Math.sqrt(places));
    float[] maps = new float[width * places];
    double[] slopes = new double[width * places];
    for (int i = 0; i < places; i++) {
      for (int c = 0; c < width; c++) {
        int from = (tokens.extra() + i) * width + c;
        maps[c * places + i] = map[from];
        slopes[c * places + i] = gradient[from];
      }
    }
    return HeatMap.of(label, maps, side, side, means(slopes, width));
  }

  private static double[] means(double[] values, int channels) {
    int places = values.length / channels;
    double[] means = new double[channels];
    for (int i = 0; i < values.length; i++) {
      means[i / places] += values[i] / places;
    }
    return means;
  }

  @Override
  public void close() {
    features.close();
    weights.close();
  }
}
