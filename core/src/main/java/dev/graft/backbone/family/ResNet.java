package dev.graft.backbone.family;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Blueprint;
import dev.graft.backbone.Family;
import dev.graft.backbone.InputSizes;
import dev.graft.backbone.PublishedWeights;
import dev.graft.backbone.Stage;
import dev.graft.data.image.Preprocessing;
import dev.graft.torch.layers.Activation;
import dev.graft.torch.layers.AveragePool2d;
import dev.graft.torch.layers.Conv2d;
import dev.graft.torch.layers.ConvNorm2d;
import dev.graft.torch.layers.GlobalAveragePool;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.MaxPool2d;
import dev.graft.torch.layers.Residual;
import dev.graft.torch.layers.Sequential;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The ResNet family (He et al., 2016, arXiv 1512.03385) with torchvision's names; the stride of a
 * bottleneck is in its 3 x 3 convolution, as there ("ResNet v1.5"). With it ResNeXt (Xie et al.,
 * 2017, arXiv 1611.05431), wide ResNets (Zagoruyko and Komodakis, 2016, arXiv 1605.07146) and the
 * "D" variant (He et al., 2019, arXiv 1812.01187) with timm's names.
 */
public final class ResNet implements Family {

  /** Channels of the stem and the first stage; they double from stage to stage. */
  private static final int WIDTH = 64;

  /** How much wider the output of a bottleneck is than its stage. */
  private static final int EXPANSION = 4;

  /**
   * What a variant is made of.
   *
   * @param blocks of each stage
   * @param bottleneck 1 x 1, 3 x 3, 1 x 1 convolutions a block; else two of 3 x 3
   * @param width channels of the stem and the first stage
   * @param groups of a bottleneck's 3 x 3 convolution
   * @param groupWidth channels of such a group in a first stage of 64
   * @param deep "D": three 3 x 3 convolutions for a stem, pooling before a strided shortcut
   * @param share of the resized image that is looked at; 0: as torchvision prepares images
   */
  private record Plan(
      List<Integer> blocks,
      boolean bottleneck,
      int width,
      int groups,
      int groupWidth,
      boolean deep,
      double share) {

    static Plan basic(Integer... blocks) {
      return new Plan(Arrays.asList(blocks), false, WIDTH, 1, WIDTH, false, 0);
    }

    static Plan bottleneck(Integer... blocks) {
      return new Plan(Arrays.asList(blocks), true, WIDTH, 1, WIDTH, false, 0);
    }

    Plan withWidth(int channels) {
      return new Plan(blocks, bottleneck, channels, groups, groupWidth, deep, share);
    }

    Plan withGroups(int count, int channels) {
      return new Plan(blocks, bottleneck, width, count, channels, deep, share);
    }

    Plan withDeepStem() {
      return new Plan(blocks, bottleneck, width, groups, groupWidth, true, share);
    }

    Plan seenAt(double partOfImage) {
      return new Plan(blocks, bottleneck, width, groups, groupWidth, deep, partOfImage);
    }
  }

  @Override
  public String name() {
    return "ResNet";
  }

  @Override
  public List<Architecture> architectures() {
    Plan fifty = Plan.bottleneck(3, 4, 6, 3);
    Plan hundred = Plan.bottleneck(3, 4, 23, 3);
    return List.of(
        of("resnet18", Plan.basic(2, 2, 2, 2), v1("resnet18", "f37072fd", 44.661)),
        of("resnet34", Plan.basic(3, 4, 6, 3), v1("resnet34", "b627a593", 83.275)),
        of(
            "resnet50",
            fifty,
            v1("resnet50", "0676ba61", 97.781),
            v2("resnet50", "11ad3fa6", 97.790)),
        of(
            "resnet101",
            hundred,
            v1("resnet101", "63fe2227", 170.511),
            v2("resnet101", "cd907fc2", 170.530)),
        of(
            "resnet152",
            Plan.bottleneck(3, 8, 36, 3),
            v1("resnet152", "394f9c45", 230.434),
            v2("resnet152", "f82ba261", 230.474)),
        shipped(),
        of("resnet18d", Plan.basic(2, 2, 2, 2).withDeepStem().seenAt(0.875)),
        of("resnet34d", Plan.basic(3, 4, 6, 3).withDeepStem().seenAt(0.875)),
        of("resnet50d", fifty.withDeepStem().seenAt(0.875)),
        of("resnext50_32x4d", fifty.withGroups(32, 4).seenAt(0.95)),
        of("resnext101_32x8d", hundred.withGroups(32, 8)),
        of("wide_resnet50_2", fifty.withGroups(1, 2 * WIDTH).seenAt(0.875)),
        of("wide_resnet101_2", hundred.withGroups(1, 2 * WIDTH)));
  }

  /**
   * Graft's own: ResNet-18 with half as many channels everywhere, a quarter of the parameters and
   * the work, whose weights come with Graft.
   */
  private static Architecture shipped() {
    return of(
        "resnet18_slim",
        Plan.basic(2, 2, 2, 2).withWidth(WIDTH / 2),
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

  private static Architecture of(String id, Plan plan, PublishedWeights... weights) {
    return Architecture.of(id, () -> build(plan), weights);
  }

  private static PublishedWeights v1(String name, String sha256, double mebibytes) {
    String hub = "timm/" + name + ".tv_in1k";
    return PublishedWeights.torchvision(name, 1, sha256, mebibytes, Optional.of(hub));
  }

  private static PublishedWeights v2(String name, String sha256, double mebibytes) {
    String hub = "timm/" + name + ".tv2_in1k";
    return PublishedWeights.torchvision(name, 2, sha256, mebibytes, Optional.of(hub));
  }

  private static Blueprint build(Plan plan) {
    var stages = new ArrayList<Stage>();
    stages.add(Stage.maps("stem", stem(plan), plan.width(), 4));
    int in = plan.width();
    for (int i = 0; i < plan.blocks().size(); i++) {
      String name = "layer" + (i + 1);
      int width = plan.width() << i;
      int out = plan.bottleneck() ? width * EXPANSION : width;
      var layers = new ArrayList<Layer>();
      for (int j = 0; j < plan.blocks().get(i); j++) {
        int stride = i > 0 && j == 0 ? 2 : 1;
        layers.add(block(plan, name + "." + j, in, width, out, stride));
        in = out;
      }
      stages.add(Stage.maps(name, new Sequential(layers), in, 4 << i));
    }
    stages.add(Stage.vector("pool", new GlobalAveragePool(), in));
    Preprocessing preprocessing =
        plan.share() == 0
            ? Preprocessing.imageNet()
            : Prepared.bicubic(224, plan.share(), Prepared.Colours.IMAGENET);
    return new Blueprint(stages, "fc", 0, InputSizes.any(), preprocessing);
  }

  private static Layer stem(Plan plan) {
    int width = plan.width();
    var layers = new ArrayList<Layer>();
    if (plan.deep()) {
      layers.add(ConvNorm2d.of(Conv2d.same("conv1.0", 3, width / 2, 3, 2), "conv1.1"));
      layers.add(Activation.RELU);
      layers.add(ConvNorm2d.of(Conv2d.same("conv1.3", width / 2, width / 2, 3, 1), "conv1.4"));
      layers.add(Activation.RELU);
      layers.add(ConvNorm2d.of(Conv2d.same("conv1.6", width / 2, width, 3, 1), "bn1"));
    } else {
      layers.add(ConvNorm2d.of(Conv2d.same("conv1", 3, width, 7, 2), "bn1"));
    }
    layers.add(Activation.RELU);
    layers.add(new MaxPool2d(3, 2, 1));
    return new Sequential(layers);
  }

  private static Layer block(Plan plan, String name, int in, int width, int out, int stride) {
    Sequential main =
        plan.bottleneck()
            ? bottleneck(plan, name, in, width, stride)
            : basic(name, in, out, stride);
    Sequential shortcut =
        stride == 1 && in == out
            ? Sequential.of()
            : plan.deep()
                ? pooledShortcut(name + ".downsample", in, out, stride)
                : Sequential.of(
                    ConvNorm2d.of(
                        Conv2d.same(name + ".downsample.0", in, out, 1, stride),
                        name + ".downsample.1"));
    return Sequential.of(new Residual(main, shortcut), Activation.RELU);
  }

  private static Sequential pooledShortcut(String name, int in, int out, int stride) {
    var layers = new ArrayList<Layer>();
    if (stride > 1) {
      layers.add(new AveragePool2d(stride));
    }
    layers.add(ConvNorm2d.of(Conv2d.same(name + ".1", in, out, 1, 1), name + ".2"));
    return new Sequential(layers);
  }

  private static Sequential basic(String name, int in, int out, int stride) {
    return Sequential.of(
        ConvNorm2d.of(Conv2d.same(name + ".conv1", in, out, 3, stride), name + ".bn1"),
        Activation.RELU,
        ConvNorm2d.of(Conv2d.same(name + ".conv2", out, out, 3, 1), name + ".bn2"));
  }

  private static Sequential bottleneck(Plan plan, String name, int in, int width, int stride) {
    int inner = width * plan.groupWidth() / WIDTH * plan.groups();
    Conv2d middle = Conv2d.same(name + ".conv2", inner, inner, 3, stride).withGroups(plan.groups());
    return Sequential.of(
        ConvNorm2d.of(Conv2d.same(name + ".conv1", in, inner, 1, 1), name + ".bn1"),
        Activation.RELU,
        ConvNorm2d.of(middle, name + ".bn2"),
        Activation.RELU,
        ConvNorm2d.of(Conv2d.same(name + ".conv3", inner, width * EXPANSION, 1, 1), name + ".bn3"));
  }
}
