package dev.graft.backbone;

import dev.graft.backbone.fetch.HubReference;
import dev.graft.data.image.Preprocessing;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * Weights that their makers publish for an architecture, and the image size they were made for.
 *
 * <p>The first of an architecture are its default. Of torchvision's that is {@code imagenet1k_v1}:
 * the recipes behind {@code v2} (label smoothing, mixup, long schedules) raise ImageNet accuracy
 * but give worse frozen features; see Kornblith, Shlens and Le, "Do Better ImageNet Models Transfer
 * Better?", CVPR 2019, and Kornblith et al., "Why Do Better Loss Functions Lead to Less
 * Transferable Features?", NeurIPS 2021.
 *
 * @param tag the name a user gives for them, unique within the architecture
 * @param fileName name in download folders and caches; what is on the hub alone lies in a folder of
 *     its own there
 * @param sha256Prefix the first hexadecimal digits of the file's SHA-256; empty where the hub
 *     states it when the file is fetched
 * @param approximateBytes size of the download, to the nearest thousand or so; 0 where unknown
 * @param hubRepository {@code OWNER/NAME} on the Hugging Face hub of the same weights under the
 *     same parameter names, as {@code model.safetensors}
 * @param preprocessing of images for evaluation, where the file does not say another
 * @param licence of the weights, an SPDX identifier where there is one
 * @param note where they are from, in a line
 */
public record PublishedWeights(
    String tag,
    URI location,
    String fileName,
    Optional<String> sha256Prefix,
    long approximateBytes,
    Optional<String> hubRepository,
    Preprocessing preprocessing,
    String licence,
    String note) {

  /** The scheme of what is in the library: no address that anybody could open. */
  private static final String SHIPPED = "graft";

  public PublishedWeights {
    Objects.requireNonNull(tag, "tag");
    Objects.requireNonNull(location, "location");
    Objects.requireNonNull(hubRepository, "hubRepository");
    Objects.requireNonNull(licence, "licence");
    Objects.requireNonNull(note, "note");
    if (!location.isAbsolute() || !fileName.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException(
          "weights have an absolute address and a plain file name, got %s and %s"
              .formatted(location, fileName));
    }
    Objects.requireNonNull(preprocessing, "preprocessing");
    if (!sha256Prefix.orElse("00000000").matches("[0-9a-f]{8,64}")) {
      throw new IllegalArgumentException(
          "a SHA-256 prefix is 8 to 64 lower-case hexadecimal digits, got " + sha256Prefix.get());
    }
    if (sha256Prefix.isEmpty() && hubRepository.isEmpty()) {
      throw new IllegalArgumentException(
          "weights have a checksum or are on the hub, which states one: " + location);
    }
  }

  /** Whether they are on the hub alone, which states their checksum. */
  boolean isOfHub() {
    return sha256Prefix.isEmpty();
  }

  /** Whether the licence allows commercial use. */
  public CommercialUse commercialUse() {
    return CommercialUse.of(licence);
  }

  /** Whether they come with Graft, in the library itself. */
  boolean isShipped() {
    return SHIPPED.equals(location.getScheme());
  }

  /** Weights in the library itself, for images squashed to {@code side} pixels. */
  public static PublishedWeights shipped(
      String architecture, String tag, String sha256, long bytes, int side, String note) {
    return new PublishedWeights(
        tag,
        URI.create(SHIPPED + ":" + architecture + ".safetensors"),
        architecture + "-" + sha256.substring(0, 8) + ".safetensors",
        Optional.of(sha256),
        bytes,
        Optional.empty(),
        Preprocessing.squash(side, Preprocessing.imageNet().mean(), Preprocessing.imageNet().std()),
        "Apache-2.0",
        note);
  }

  /**
   * Torchvision's {@code imagenet1k_v1} or {@code v2}; addresses and sizes, given there in MiB:
   * torchvision 0.15, models/resnet.py and mobilenetv2.py.
   */
  public static PublishedWeights torchvision(
      String architecture, int version, String sha, double mebibytes, Optional<String> hub) {
    String fileName = architecture + "-" + sha + ".pth";
    return new PublishedWeights(
        "imagenet1k_v" + version,
        URI.create("https://download.pytorch.org/models/" + fileName),
        fileName,
        Optional.of(sha),
        Math.round(mebibytes * (1 << 20)),
        hub,
        Preprocessing.imageNet().withResize(version == 1 ? 256 : 232),
        "BSD-3-Clause",
        "torchvision; trained on ImageNet-1k, whose images carry terms of their own");
  }

  /**
   * Those of timm's repository {@code timm/ARCHITECTURE.TAG} on the Hugging Face hub.
   *
   * @param licence as timm states it
   */
  public static PublishedWeights timm(
      String architecture, String tag, String licence, Preprocessing preprocessing) {
    String repository = HubReference.timm(architecture, tag).repository();
    return new PublishedWeights(
        tag,
        HubReference.ofRepository(repository).location(HubReference.HUB),
        architecture + "." + tag + ".safetensors",
        Optional.empty(),
        0,
        Optional.of(repository),
        preprocessing,
        licence,
        "timm, on the Hugging Face hub; what they were trained on stands on their page, %s/%s%s"
            .formatted(
                HubReference.HUB,
                repository,
                CommercialUse.of(licence) == CommercialUse.OWN_TERMS
                    ? "; if they are gated, accept their licence there, download them with config.json into a"
                        + " folder and name that with --weights FOLDER"
                    : ""));
  }
}
