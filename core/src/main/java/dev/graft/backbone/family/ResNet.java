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
import dev.graft.torch.layers.MaxPool2d;
import dev.graft.torch.layers.Residual;
import dev.graft.torch.layers.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ResNet family (He et al., 2016, arXiv 1512.03385) with torchvision's names; the stride of a
 * bottleneck is in its 3 x 3 convolution, as there ("ResNet v1.5").
 */
public final class ResNet implements Family {

  /** Channels of the stem and the first stage; they double from stage to stage. */
  private static final int WIDTH = 64;

  /** Builds one block: its name, channels in and out, stride. */
  private interface Block {
    Layer build(String name, int in, int width, int stride);
  }

  @Override
  public String name() {
    return "ResNet";
  }

  @Override
  public List<Architecture> architectures() {
    return List.of(
        Architecture.of("resnet18", () -> basic(2, 2, 2, 2), v1("resnet18", "f37072fd", 44.661)),
        Architecture.of("resnet34", () -> basic(3, 4, 6, 3), v1("resnet34", "b627a593", 83.275)),
        Architecture.of(
            "resnet50",
            () -> bottleneck(3, 4, 6, 3),
            v1("resnet50", "0676ba61", 97.781),
            v2("resnet50", "11ad3fa6", 97.790)),
        Architecture.of(
            "resnet101",
            () -> bottleneck(3, 4, 23, 3),
            v1("resnet101", "63fe2227", 170.511),
            v2("resnet101", "cd907fc2", 170.530)),
        Architecture.of(
            "resnet152",
            () -> bottleneck(3, 8, 36, 3),
            v1("resnet152", "394f9c45", 230.434),
            v2("resnet152", "f82ba261", 230.474)),
        shipped());
  }

  /** Graft's own: ResNet-18 with half as many channels, whose weights come with Graft. */
  private static Architecture shipped() {
    return Architecture.of(
        "resnet18_slim",
        () -> slim(2, 2, 2, 2),
        // Those that graft pretrain made: docs/guide/pretraining.md says how and how good.
        PublishedWeights.shipped(
            "resnet18_slim",
            "drawn_v1",
            "88631a09f21ff472f7d8d750b3f7b9287e4ca56905c8f349a977f5e7666ad6b6",
            5_618_584,
            96,
            "Graft's own, trained on drawn images alone: to try Graft out, weaker than ImageNet"
                + " weights on photographs"));
  }

  private static PublishedWeights v1(String name, String sha256, double mebibytes) {
    String hub = "timm/" + name + ".tv_in1k";
    return PublishedWeights.torchvision(name, 1, sha256, mebibytes, Optional.of(hub));
  }

  private static PublishedWeights v2(String name, String sha256, double mebibytes) {
    String hub = "timm/" + name + ".tv2_in1k";
    return PublishedWeights.torchvision(name, 2, sha256, mebibytes, Optional.of(hub));
  }

  /** ResNet-18 and 34: two 3 x 3 convolutions a block. */
  private static Blueprint basic(int... blocks) {
    return build(ResNet::basicBlock, 1, WIDTH, blocks);
  }

  /** The same with half as many channels everywhere: a quarter of the parameters and the work. */
  private static Blueprint slim(int... blocks) {
    return build(ResNet::basicBlock, 1, WIDTH / 2, blocks);
  }

  /** ResNet-50, 101 and 152: 1 x 1, 3 x 3, 1 x 1 convolutions a block, four times as wide out. */
  private static Blueprint bottleneck(int... blocks) {
    return build(ResNet::bottleneckBlock, 4, WIDTH, blocks);
  }

  private static Blueprint build(Block block, int expansion, int width, int... blocks) {
    var stages = new ArrayList<Stage>();
    stages.add(Stage.maps("stem", stem(width), width, 4));
    int in = width;
    for (int i = 0; i < blocks.length; i++) {
      String name = "layer" + (i + 1);
      var layers = new ArrayList<Layer>();
      for (int j = 0; j < blocks[i]; j++) {
        int stride = i > 0 && j == 0 ? 2 : 1;
        layers.add(block.build(name + "." + j, in, width << i, stride));
        in = (width << i) * expansion;
      }
      stages.add(Stage.maps(name, new Sequential(layers), in, 4 << i));
    }
    stages.add(Stage.vector("pool", new GlobalAveragePool(), in));
    return Blueprint.of(stages, "fc", 0);
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
