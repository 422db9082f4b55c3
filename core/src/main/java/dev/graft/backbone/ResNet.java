package dev.graft.backbone;

import dev.graft.torch.Activation;
import dev.graft.torch.Conv2d;
import dev.graft.torch.ConvNorm2d;
import dev.graft.torch.GlobalAveragePool;
import dev.graft.torch.Layer;
import dev.graft.torch.MaxPool2d;
import dev.graft.torch.Residual;
import dev.graft.torch.Sequential;
import java.util.ArrayList;
import java.util.List;

/**
 * The ResNet family (He et al., 2016, arXiv 1512.03385) with torchvision's names; the stride of a
 * bottleneck is in its 3 x 3 convolution, as there ("ResNet v1.5").
 */
final class ResNet {

  /** Channels of the stem and the first stage; they double from stage to stage. */
  private static final int WIDTH = 64;

  /** Builds one block: its name, channels in and out, stride. */
  private interface Block {
    Layer build(String name, int in, int width, int stride);
  }

  private ResNet() {}

  /** ResNet-18 and 34: two 3 x 3 convolutions a block. */
  static Blueprint basic(int... blocks) {
    return build(ResNet::basicBlock, 1, WIDTH, blocks);
  }

  /** The same with half as many channels everywhere: a quarter of the parameters and the work. */
  static Blueprint slim(int... blocks) {
    return build(ResNet::basicBlock, 1, WIDTH / 2, blocks);
  }

  /** ResNet-50, 101 and 152: 1 x 1, 3 x 3, 1 x 1 convolutions a block, four times as wide out. */
  static Blueprint bottleneck(int... blocks) {
    return build(ResNet::bottleneckBlock, 4, WIDTH, blocks);
  }

  private static Blueprint build(Block block, int expansion, int width, int... blocks) {
    var stages = new ArrayList<Stage>();
    stages.add(new Stage("stem", stem(width), width, 4));
    int in = width;
    for (int i = 0; i < blocks.length; i++) {
      String name = "layer" + (i + 1);
      var layers = new ArrayList<Layer>();
      for (int j = 0; j < blocks[i]; j++) {
        int stride = i > 0 && j == 0 ? 2 : 1;
        layers.add(block.build(name + "." + j, in, width << i, stride));
        in = (width << i) * expansion;
      }
      stages.add(new Stage(name, new Sequential(layers), in, 4 << i));
    }
    stages.add(new Stage("pool", new GlobalAveragePool(), in, 0));
    return new Blueprint(stages, "fc", 0);
  }

  private static Layer stem(int width) {
    return Sequential.of(
        ConvNorm2d.of(Conv2d.same("conv1", 3, width, 7, 2), "bn1"),
        Activation.RELU,
        new MaxPool2d(3, 2, 1));
  }

  private static Layer basicBlock(String name, int in, int width, int stride) {
    var main =
        Sequential.of(
            ConvNorm2d.of(Conv2d.same(name + ".conv1", in, width, 3, stride), name + ".bn1"),
            Activation.RELU,
            ConvNorm2d.of(Conv2d.same(name + ".conv2", width, width, 3, 1), name + ".bn2"));
    return block(main, name, in, width, stride);
  }

  private static Layer bottleneckBlock(String name, int in, int width, int stride) {
    int out = width * 4;
    var main =
        Sequential.of(
            ConvNorm2d.of(Conv2d.same(name + ".conv1", in, width, 1, 1), name + ".bn1"),
            Activation.RELU,
            ConvNorm2d.of(Conv2d.same(name + ".conv2", width, width, 3, stride), name + ".bn2"),
            Activation.RELU,
            ConvNorm2d.of(Conv2d.same(name + ".conv3", width, out, 1, 1), name + ".bn3"));
    return block(main, name, in, out, stride);
  }

  private static Layer block(Sequential main, String name, int in, int out, int stride) {
    List<Layer> shortcut =
        stride == 1 && in == out
            ? List.of()
            : List.of(
                ConvNorm2d.of(
                    Conv2d.same(name + ".downsample.0", in, out, 1, stride),
                    name + ".downsample.1"));
    return Sequential.of(new Residual(main, new Sequential(shortcut)), Activation.RELU);
  }
}
