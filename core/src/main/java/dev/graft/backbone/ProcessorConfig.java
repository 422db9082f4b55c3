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

  /** What pixels are divided by before the mean is taken off. */
  private static final double LEVELS = 255;

  /** How far a factor may be off that is written with few digits. */
  private static final double ROUNDING = 1e-4;

  /** Any of these says how images are prepared. */
  private static final List<String> STATED =
      List.of("size", "crop_size", "image_mean", "do_resize", "do_rescale", "rescale_factor");

  boolean isThere() {
    return STATED.stream().anyMatch(node::hasNonNull);
  }

  /**
   * What images become.
   *
   * @param usual of the architecture, for what is not stated
   * @throws IllegalArgumentException naming what Graft does not do
   */
  Preprocessing preprocessing(Preprocessing usual) {
    refuseOtherSteps();
    boolean normalised = node.path("do_normalize").asBoolean(true);
    List<Float> mean =
        normalised ? TimmConfig.floats(node, "image_mean", usual.mean()) : List.of(0f, 0f, 0f);
    List<Float> std =
        normalised ? TimmConfig.floats(node, "image_std", usual.std()) : List.of(1f, 1f, 1f);
    JsonNode size = node.path("size");
    int edge = side("size", usual.inputSize());
    boolean cropped = node.path("do_center_crop").asBoolean(node.hasNonNull("crop_size"));
    Preprocessing.Fit fit = Preprocessing.Fit.SQUASH;
    int input = edge;
    if (cropped) {
      fit = size.has("height") ? Preprocessing.Fit.SQUASH : Preprocessing.Fit.CENTRE_CROP;
      input = side("crop_size", edge);
    } else if (node.hasNonNull("crop_pct") && edge < SQUASHED_FROM) {
      fit = Preprocessing.Fit.CENTRE_CROP;
      edge = TimmConfig.edge(input, node.get("crop_pct").asDouble());
    }
    return new Preprocessing(fit, edge, input, filter(), mean, std);
  }

  private void refuseOtherSteps() {
    for (String step : List.of("do_resize", "do_rescale")) {
      if (!node.path(step).asBoolean(true)) {
        throw new IllegalArgumentException(step + " is false; Graft does that to every image");
      }
    }
    double factor = node.path("rescale_factor").asDouble(1 / LEVELS);
    if (Math.abs(factor * LEVELS - 1) > ROUNDING || node.path("rescale_offset").asBoolean(false)) {
      throw new IllegalArgumentException(
          "rescale_factor is %s%s; Graft divides pixels by 255"
              .formatted(
                  factor, node.path("rescale_offset").asBoolean(false) ? " with an offset" : ""));
    }
  }

  private int side(String name, int usual) {
    JsonNode size = node.path(name);
    if (size.isMissingNode() || size.isNull()) {
      return usual;
    }
    if (size.has("height") && size.path("height").asInt() != size.path("width").asInt()) {
      throw new IllegalArgumentException(
          name + " is " + size + "; Graft's images are squares, of the same height and width");
    }
    boolean edge = size.has("shortest_edge") && !size.has("longest_edge");
    if (!size.isNumber() && !edge && !size.has("height")) {
      throw new IllegalArgumentException(
          name + " is " + size + "; known are a number, height and width, and shortest_edge");
    }
    return size.isNumber() ? size.asInt() : size.path(edge ? "shortest_edge" : "height").asInt();
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
