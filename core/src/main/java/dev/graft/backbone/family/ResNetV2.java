package dev.graft.backbone.family;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Blueprint;
import dev.graft.backbone.Family;
import dev.graft.backbone.InputSizes;
import dev.graft.backbone.Stage;
import dev.graft.torch.layers.Activation;
import dev.graft.torch.layers.BatchNorm2d;
import dev.graft.torch.layers.Conv2d;
import dev.graft.torch.layers.ConvNorm2d;
import dev.graft.torch.layers.GlobalAveragePool;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.MaxPool2d;
import dev.graft.torch.layers.Residual;
import dev.graft.torch.layers.Sequential;
import java.util.ArrayList;
import java.util.List;

/**
 * ResNets that normalise and activate before they convolve (He et al., 2016, arXiv 1603.05027),
 * with timm's names.
 */
public final class ResNetV2 implements Family {

  private static final int WIDTH = 64;

  private static final int EXPANSION = 4;

  @Override
  public String name() {
    return "ResNetV2";
  }

  @Override
  public List<Architecture> architectures() {
    return List.of(
        of("resnetv2_50", List.of(3, 4, 6, 3)), of("resnetv2_101", List.of(3, 4, 23, 3)));
  }

  private static Architecture of(String id, List<Integer> blocks) {
    return Architecture.of(id, () -> build(blocks));
  }

  private static Blueprint build(List<Integer> blocks) {
    var stages = new ArrayList<Stage>();
    Layer stem = Sequential.of(Conv2d.same("stem.conv", 3, WIDTH, 7, 2), new MaxPool2d(3, 2, 1));
    stages.add(Stage.maps("stem", stem, WIDTH, 4));
    int in = WIDTH;
    for (int i = 0; i < blocks.size(); i++) {
      for (int j = 0; j < blocks.get(i); j++) {
        String name = "stages.%d.blocks.%d".formatted(i, j);
        int stride = i > 0 && j == 0 ? 2 : 1;
        Layer block = j == 0 ? first(name, in, WIDTH << i, stride) : next(name, in, WIDTH << i);
        in = (EXPANSION * WIDTH) << i;
        stages.add(Stage.maps(name, block, in, 4 << i));
      }
    }
    Layer norm = Sequential.of(new BatchNorm2d("norm", in), Activation.RELU);
    stages.add(Stage.maps("norm", norm, in, 2 << blocks.size()));
    stages.add(Stage.vector("pool", new GlobalAveragePool(), in));
    return new Blueprint(
        stages, "head.fc", 0, InputSizes.any(), Prepared.bicubic(224, 0.95, Prepared.Colours.HALF));
  }

  /** The shortcut of a stage's first block begins behind its normalisation. */
  private static Layer first(String name, int in, int width, int stride) {
    Conv2d shortcut = Conv2d.same(name + ".downsample.conv", in, width * EXPANSION, 1, stride);
    return Sequential.of(
        new BatchNorm2d(name + ".norm1", in),
        Activation.RELU,
        new Residual(
            new Sequential(convolutions(name, in, width, stride)), Sequential.of(shortcut)));
  }

  private static Layer next(String name, int in, int width) {
    var main = new ArrayList<Layer>();
    main.add(new BatchNorm2d(name + ".norm1", in));
    main.add(Activation.RELU);
    main.addAll(convolutions(name, in, width, 1));
    return new Residual(new Sequential(main), Sequential.of());
  }

  private static List<Layer> convolutions(String name, int in, int width, int stride) {
    return List.of(
        ConvNorm2d.of(Conv2d.same(name + ".conv1", in, width, 1, 1), name + ".norm2"),
        Activation.RELU,
        ConvNorm2d.of(Conv2d.same(name + ".conv2", width, width, 3, stride), name + ".norm3"),
        Activation.RELU,
        Conv2d.same(name + ".conv3", width, width * EXPANSION, 1, 1));
  }
}
