package dev.graft.backbone.family;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Blueprint;
import dev.graft.backbone.Family;
import dev.graft.backbone.PublishedWeights;
import dev.graft.backbone.Stage;
import dev.graft.torch.layers.Activation;
import dev.graft.torch.layers.Conv2d;
import dev.graft.torch.layers.ConvNorm2d;
import dev.graft.torch.layers.GlobalAveragePool;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.Residual;
import dev.graft.torch.layers.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** MobileNetV2, width 1.0 (Sandler et al., 2018, arXiv 1801.04381), with torchvision's names. */
public final class MobileNetV2 implements Family {

  private static final String NAME = "mobilenet_v2";

  /** Rows of the paper's table 2: expansion, channels out, repeats, first stride. */
  private static final int[][] BOTTLENECKS = {
    {1, 16, 1, 1},
    {6, 24, 2, 2},
    {6, 32, 3, 2},
    {6, 64, 4, 2},
    {6, 96, 3, 1},
    {6, 160, 3, 2},
    {6, 320, 1, 1}
  };

  private static final int FEATURES = 1280;

  @Override
  public String name() {
    return "MobileNetV2";
  }

  /** The one that torchvision publishes weights for; the hub's use other parameter names. */
  @Override
  public List<Architecture> architectures() {
    return List.of(
        Architecture.of(
            NAME,
            MobileNetV2::build,
            PublishedWeights.torchvision(NAME, 1, "b0353104", 13.555, Optional.empty()),
            PublishedWeights.torchvision(NAME, 2, "7ebf99e0", 13.598, Optional.empty())));
  }

  private static Blueprint build() {
    var stages = new ArrayList<Stage>();
    int stride = 2;
    var stem = new ArrayList<Layer>();
    addConvolution(stem, "features.0", Conv2d.same("features.0.0", 3, 32, 3, 2));
    stages.add(Stage.maps("features.0", new Sequential(stem), 32, stride));
    int in = 32;
    for (int[] row : BOTTLENECKS) {
      for (int j = 0; j < row[2]; j++) {
        String name = "features." + stages.size();
        int blockStride = j == 0 ? row[3] : 1;
        stride *= blockStride;
        stages.add(Stage.maps(name, block(name, in, row[0], row[1], blockStride), row[1], stride));
        in = row[1];
      }
    }
    var last = new ArrayList<Layer>();
    String name = "features." + stages.size();
    addConvolution(last, name, Conv2d.same(name + ".0", in, FEATURES, 1, 1));
    stages.add(Stage.maps(name, new Sequential(last), FEATURES, stride));
    stages.add(Stage.vector("pool", new GlobalAveragePool(), FEATURES));
    return Blueprint.of(stages, "classifier.1", 0.2);
  }

  /** An inverted residual: expand 1 x 1, depthwise 3 x 3, project 1 x 1 without activation. */
  private static Layer block(String name, int in, int expansion, int out, int stride) {
    var layers = new ArrayList<Layer>();
    int hidden = in * expansion;
    if (expansion != 1) {
      String expand = name + ".conv.0";
      addConvolution(layers, expand, Conv2d.same(expand + ".0", in, hidden, 1, 1));
    }
    String depthwise = name + ".conv." + (expansion != 1 ? 1 : 0);
    addConvolution(layers, depthwise, Conv2d.depthwise(depthwise + ".0", hidden, 3, stride));
    int next = expansion != 1 ? 2 : 1;
    var project = Conv2d.same(name + ".conv." + next, hidden, out, 1, 1);
    layers.add(ConvNorm2d.of(project, name + ".conv." + (next + 1)));
    var main = new Sequential(layers);
    return stride == 1 && in == out ? new Residual(main, new Sequential(List.of())) : main;
  }

  /** Convolution, batch normalisation, ReLU6; {@code name} is the prefix of their entries. */
  private static void addConvolution(List<Layer> layers, String name, Conv2d convolution) {
    layers.add(ConvNorm2d.of(convolution, name + ".1"));
    layers.add(Activation.RELU6);
  }
}
