package dev.graft.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.data.image.Interpolation;
import dev.graft.data.image.Preprocessing;
import java.util.List;

/**
 * Preprocessing as {@code preprocessor_config.json} of Hugging Face's transformers states it:
 * {@code size}, {@code crop_size} or {@code crop_pct}, {@code resample} (Pillow's number of the
 * filter), {@code image_mean}, {@code image_std}.
 */
record ProcessorConfig(JsonNode node) {

  /** ConvNeXt's images of this side or more are squashed, smaller ones cut. */
  private static final int SQUASHED_FROM = 384;

  boolean isThere() {
    return node.hasNonNull("size") || node.hasNonNull("crop_size") || node.hasNonNull("image_mean");
  }

  /**
   * What images become.
   *
   * @param usual of the architecture, for what is not stated
   * @throws IllegalArgumentException naming what Graft does not do
   */
  Preprocessing preprocessing(Preprocessing usual) {
    boolean normalised = node.path("do_normalize").asBoolean(true);
    List<Float> mean =
        normalised ? TimmConfig.floats(node.path("image_mean"), usual.mean()) : List.of(0f, 0f, 0f);
    List<Float> std =
        normalised ? TimmConfig.floats(node.path("image_std"), usual.std()) : List.of(1f, 1f, 1f);
    JsonNode size = node.path("size");
    int edge = side(size, usual.inputSize());
    boolean cropped = node.path("do_center_crop").asBoolean(node.hasNonNull("crop_size"));
    Preprocessing.Fit fit = Preprocessing.Fit.SQUASH;
    int input = edge;
    if (cropped) {
      fit = size.has("height") ? Preprocessing.Fit.SQUASH : Preprocessing.Fit.CENTRE_CROP;
      input = side(node.path("crop_size"), edge);
    } else if (node.hasNonNull("crop_pct") && edge < SQUASHED_FROM) {
      fit = Preprocessing.Fit.CENTRE_CROP;
      edge = TimmConfig.edge(input, node.get("crop_pct").asDouble());
    }
    return new Preprocessing(fit, edge, input, filter(), mean, std);
  }

  private static int side(JsonNode size, int usual) {
    if (size.has("height") && size.path("height").asInt() != size.path("width").asInt()) {
      throw new IllegalArgumentException("the size is " + size + "; Graft's images are squares");
    }
    return size.isNumber()
        ? size.asInt()
        : size.path("shortest_edge").asInt(size.path("height").asInt(usual));
  }

  private Interpolation filter() {
    int number = node.path("resample").asInt(2);
    return switch (number) {
      case 2 -> Interpolation.BILINEAR;
      case 3 -> Interpolation.BICUBIC;
      default ->
          throw new IllegalArgumentException(
              "resample is " + number + "; known are 2 (bilinear) and 3 (bicubic)");
    };
  }
}
