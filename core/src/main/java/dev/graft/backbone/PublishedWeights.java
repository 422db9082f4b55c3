package dev.graft.backbone;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Weights that their makers publish for an architecture, and the image size they were made for.
 *
 * <p>The last ones come with Graft. The first entry of an architecture is its default,
 * torchvision's {@code imagenet1k_v1}: the recipes behind {@code v2} (label smoothing, mixup, long
 * schedules) raise ImageNet accuracy but give worse frozen features; see Kornblith, Shlens and Le,
 * "Do Better ImageNet Models Transfer Better?", CVPR 2019, and Kornblith et al., "Why Do Better
 * Loss Functions Lead to Less Transferable Features?", NeurIPS 2021.
 *
 * @param tag the name a user gives for them, unique within the architecture
 * @param fileName name in download folders and caches
 * @param sha256Prefix the first hexadecimal digits of the file's SHA-256
 * @param approximateBytes size of the download, to the nearest thousand or so
 * @param hubRepository {@code OWNER/NAME} on the Hugging Face hub of the same weights under the
 *     same parameter names, as {@code model.safetensors}
 * @param resize shorter side in pixels before the crop, for evaluation
 * @param crop side of the centre crop in pixels, for evaluation
 */
public record PublishedWeights(
    String architecture,
    String tag,
    URI location,
    String fileName,
    String sha256Prefix,
    long approximateBytes,
    Optional<String> hubRepository,
    int resize,
    int crop,
    String licence,
    String note) {

  private static final String LICENCE = "BSD-3-Clause";

  /** The scheme of what is in the library: no address that anybody could open. */
  private static final String SHIPPED = "graft";

  private static final String NOTE =
      "torchvision; trained on ImageNet-1k, whose images carry terms of their own";

  // Addresses and sizes (given there in MiB): torchvision 0.15, models/resnet.py, mobilenetv2.py.
  private static final List<PublishedWeights> ALL =
      List.of(
          v1("resnet18", "f37072fd", 44.661, "timm/resnet18.tv_in1k"),
          v1("resnet34", "b627a593", 83.275, "timm/resnet34.tv_in1k"),
          v1("resnet50", "0676ba61", 97.781, "timm/resnet50.tv_in1k"),
          v2("resnet50", "11ad3fa6", 97.790, "timm/resnet50.tv2_in1k"),
          v1("resnet101", "63fe2227", 170.511, "timm/resnet101.tv_in1k"),
          v2("resnet101", "cd907fc2", 170.530, "timm/resnet101.tv2_in1k"),
          v1("resnet152", "394f9c45", 230.434, "timm/resnet152.tv_in1k"),
          v2("resnet152", "f82ba261", 230.474, "timm/resnet152.tv2_in1k"),
          // The hub's MobileNetV2 weights use other parameter names.
          v1("mobilenet_v2", "b0353104", 13.555, null),
          v2("mobilenet_v2", "7ebf99e0", 13.598, null),
          shipped());

  public PublishedWeights {
    Objects.requireNonNull(location, "location");
    if (!sha256Prefix.matches("[0-9a-f]{8,64}")) {
      throw new IllegalArgumentException(
          "a SHA-256 prefix is 8 to 64 lower-case hexadecimal digits, got " + sha256Prefix);
    }
    if (crop < 1 || resize < crop) {
      throw new IllegalArgumentException(
          "resize is at least crop and both are positive, got %d and %d".formatted(resize, crop));
    }
  }

  /** Whether they come with Graft, in the library itself. */
  boolean isShipped() {
    return location.getScheme().equals(SHIPPED);
  }

  /** Those that {@code graft pretrain} made: docs/guide/pretraining.md says how and how good. */
  private static PublishedWeights shipped() {
    String sha256 = "88631a09f21ff472f7d8d750b3f7b9287e4ca56905c8f349a977f5e7666ad6b6";
    return new PublishedWeights(
        "resnet18_slim",
        "drawn_v1",
        URI.create(SHIPPED + ":resnet18_slim.safetensors"),
        "resnet18_slim-" + sha256.substring(0, 8) + ".safetensors",
        sha256,
        5_618_584,
        Optional.empty(),
        96,
        96,
        "Apache-2.0",
        "Graft's own, trained on drawn images alone: to try Graft out, weaker than ImageNet weights"
            + " on photographs");
  }

  /** The known weights of {@code architecture}, the default first; empty where there are none. */
  public static List<PublishedWeights> forArchitecture(String architecture) {
    return ALL.stream().filter(w -> w.architecture().equals(architecture)).toList();
  }

  private static PublishedWeights v1(String architecture, String sha, double mib, String hub) {
    return torchvision(architecture, "imagenet1k_v1", sha, mib, hub, 256);
  }

  private static PublishedWeights v2(String architecture, String sha, double mib, String hub) {
    return torchvision(architecture, "imagenet1k_v2", sha, mib, hub, 232);
  }

  private static PublishedWeights torchvision(
      String architecture, String tag, String sha, double mib, String hub, int resize) {
    String fileName = architecture + "-" + sha + ".pth";
    return new PublishedWeights(
        architecture,
        tag,
        URI.create("https://download.pytorch.org/models/" + fileName),
        fileName,
        sha,
        Math.round(mib * (1 << 20)),
        Optional.ofNullable(hub),
        resize,
        224,
        LICENCE,
        NOTE);
  }
}
