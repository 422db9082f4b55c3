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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The last output of a backbone that tells places of an image apart and that the logits depend on,
 * and what stands behind it: where heat maps are made of.
 *
 * <p>That is the last feature map, or the tokens after the last block; where only the class token
 * is taken of those, it is the tokens before that block, which is what has it look at them.
 */
final class LastMap implements AutoCloseable {

  /** Classes whose gradients are computed at once. */
  private static final int TOGETHER = 8;

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

  /** Stages up to the map. */
  static int cut(Architecture architecture) {
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

  /** The same, of its architecture. */
  int cut() {
    return cut;
  }

  /**
   * Features [N, D] of maps. Where these are only pooled, this thread does it: what other batches'
   * pieces keep busy would only get to it after those.
   */
  Tensor features(Tensor map) {
    return onlyPools || !tellsPlaces()
        ? behind.forward(map, weights, Pass.EVALUATION)
        : features.forward(map);
  }

  /**
   * The heat maps of classes, one for each label.
   *
   * @param map of one image, [C, rows, columns] or [T, D], row-major
   * @param shape of that, with a first dimension of any size
   */
  List<HeatMap> heatMaps(int[] labels, float[] map, long... shape) {
    if (onlyPools) {
      return Arrays.stream(labels).mapToObj(label -> pooled(label, map, shape)).toList();
    }
    var all = new ArrayList<HeatMap>();
    for (int from = 0; from < labels.length; from += TOGETHER) {
      int[] some = Arrays.copyOfRange(labels, from, Math.min(labels.length, from + TOGETHER));
      double[] gradients = gradients(some, map, shape);
      for (int i = 0; i < some.length; i++) {
        double[] own = Arrays.copyOfRange(gradients, i * map.length, (i + 1) * map.length);
        all.add(heatMap(some[i], map, own, shape));
      }
    }
    return all;
  }

  /** Behind the mean stands one linear layer: its weights are the gradient. */
  private HeatMap pooled(int label, float[] map, long... shape) {
    float[] rows = weights.get(headName() + ".weight").floats();
    int channels = (int) shape[1];
    double[] slopes = new double[channels];
    for (int c = 0; c < channels; c++) {
      slopes[c] = rows[label * channels + c] / (double) (shape[2] * shape[3]);
    }
    return HeatMap.of(label, map, (int) shape[2], (int) shape[3], slopes);
  }

  private HeatMap heatMap(int label, float[] map, double[] gradient, long... shape) {
    return output instanceof StageOutput.Tokens tokens
        ? ofTokens(label, map, gradient, tokens)
        : HeatMap.of(label, map, (int) shape[2], (int) shape[3], means(gradient, (int) shape[1]));
  }

  private String headName() {
    String name = head.entries().get(0).name();
    return name.substring(0, name.lastIndexOf('.'));
  }

  /**
   * Of each class's logit with respect to the map, one after the other: the map as often as there
   * are classes, as a batch.
   */
  private double[] gradients(int[] labels, float[] map, long... shape) {
    long[] batch = shape.clone();
    batch[0] = labels.length;
    float[] maps = new float[labels.length * map.length];
    for (int i = 0; i < labels.length; i++) {
      System.arraycopy(map, 0, maps, i * map.length, map.length);
    }
    try (var scope = Scope.open()) {
      Tensor leaf = Tensor.of(maps, batch).asLeaf();
      Tensor logits =
          head.forward(behind.forward(leaf, weights, Pass.EVALUATION), weights, Pass.EVALUATION);
      float[] only = new float[Math.toIntExact(logits.elements())];
      for (int i = 0; i < labels.length; i++) {
        only[i * (only.length / labels.length) + labels[i]] = 1;
      }
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
