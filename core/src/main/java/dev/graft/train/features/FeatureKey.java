package dev.graft.train.features;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.backbone.Architecture;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.source.ContentHash;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Native;
import dev.graft.train.cache.Resources;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Everything that the output of frozen stages depends on beside the image and its view.
 *
 * @param format version of how Graft computes and stores it, {@link #FORMAT}
 * @param stages how many are frozen
 * @param last name of the last of them
 * @param weightsSha256 over the entries of these stages
 * @param rowsTogether rows that are computed in one piece, however many threads there are
 * @param pixels how files are decoded, and the version of that, {@link Preprocessing#PIXELS}
 * @param libtorch version of the one that computed
 * @param instructions of the processor that it used
 */
public record FeatureKey(
    int format,
    String backbone,
    int stages,
    String last,
    String weightsSha256,
    String preprocessing,
    int inputSize,
    String pixels,
    String precision,
    long rowsTogether,
    String libtorch,
    String instructions) {

  /** Grows when frozen stages compute other numbers, or when {@link FeatureFile} changes. */
  static final int FORMAT = 2;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The key of the first {@code stages} stages with these weights; at least one stage. */
  public static FeatureKey of(
      Architecture architecture,
      int stages,
      String weightsSha256,
      Preprocessing preprocessing,
      Resources resources) {
    return new FeatureKey(
        FORMAT,
        architecture.identity(),
        stages,
        architecture.stageNames().get(stages - 1),
        weightsSha256,
        preprocessing.toString(),
        preprocessing.inputSize(),
        resources.decoding().name().toLowerCase(Locale.ROOT) + " " + Preprocessing.PIXELS,
        resources.precision().id(),
        Compute.PIECE,
        Native.libtorch(),
        Native.instructions());
  }

  /** The same, with the hash of these stages' entries taken of {@code weights}. */
  public static FeatureKey of(
      Architecture architecture,
      int stages,
      Weights weights,
      Preprocessing preprocessing,
      Resources resources) {
    List<String> names = architecture.prefix(stages).entries().stream().map(Entry::name).toList();
    return of(architecture, stages, weights.sha256(names), preprocessing, resources);
  }

  /** Name of its folder, 32 hex digits. */
  String digest() {
    try {
      return ContentHash.of(MAPPER.writeValueAsString(this).getBytes(StandardCharsets.UTF_8)).hex();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of plain values can be written", e);
    }
  }
}
