package dev.graft.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.data.image.Interpolation;
import dev.graft.data.image.Preprocessing;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;

/**
 * Preprocessing as timm's {@code config.json} states it: a {@code pretrained_cfg}, or all of the
 * file where there is none. What it leaves out is timm's default.
 */
record TimmConfig(JsonNode node) {

  private static final double USUAL_SHARE = 0.875;
  private static final List<String> SAID =
      List.of("input_size", "crop_pct", "crop_mode", "mean", "std");

  static TimmConfig of(JsonNode root) {
    return new TimmConfig(
        root.path("pretrained_cfg").isObject() ? root.get("pretrained_cfg") : root);
  }

  /** Whether it says anything of images. */
  boolean isThere() {
    return SAID.stream().anyMatch(node::hasNonNull);
  }

  /** Whether sizes are stated that the weights were tested with. */
  boolean statesTestSizes() {
    return node.hasNonNull("test_input_size") || node.hasNonNull("test_crop_pct");
  }

  /**
   * What images become.
   *
   * @param usual of the architecture, whose input size is taken where none is stated
   * @param test the sizes that the weights were tested with, where they are stated
   * @throws IllegalArgumentException naming what Graft does not do
   */
  Preprocessing preprocessing(Preprocessing usual, boolean test) {
    JsonNode input = stated("input_size", test);
    int side = usual.inputSize();
    if (input.isArray()) {
      side = input.path(1).asInt();
      if (input.size() != 3 || input.get(2).asInt() != side) {
        throw new IllegalArgumentException(
            "input_size is " + input + "; Graft's images are squares, [3, SIDE, SIDE]");
      }
    }
    return new Preprocessing(
        fit(node.path("crop_mode").asText("null")),
        edge(side, stated("crop_pct", test).asDouble(USUAL_SHARE)),
        side,
        interpolation(node.path("interpolation").asText("null")),
        floats("mean", Preprocessing.imageNet().mean()),
        floats("std", Preprocessing.imageNet().std()));
  }

  private JsonNode stated(String name, boolean test) {
    return test && node.hasNonNull("test_" + name) ? node.get("test_" + name) : node.path(name);
  }

  /** What a side is resized to, so that the crop is {@code share} of it. */
  static int edge(int side, double share) {
    if (!(share > 0 && share <= 2)) {
      throw new IllegalArgumentException("crop_pct is a share of the image, got " + share);
    }
    return (int) Math.floor(side / share);
  }

  static Preprocessing.Fit fit(String mode) {
    return switch (mode) {
      case "center", "null", "" -> Preprocessing.Fit.CENTRE_CROP;
      case "squash" -> Preprocessing.Fit.SQUASH;
      case "border" -> Preprocessing.Fit.BORDER;
      default ->
          throw new IllegalArgumentException(
              "crop_mode is \"" + mode + "\"; known are center, squash and border");
    };
  }

  private static Interpolation interpolation(String name) {
    return switch (name) {
      case "bicubic", "null", "" -> Interpolation.BICUBIC;
      case "bilinear" -> Interpolation.BILINEAR;
      default ->
          throw new IllegalArgumentException(
              "interpolation is \"%s\"; known are bilinear and bicubic"
                  .formatted(name.toLowerCase(Locale.ROOT)));
    };
  }

  private List<Float> floats(String name, List<Float> usual) {
    return floats(node, name, usual);
  }

  /**
   * The array of numbers of that name; {@code usual} where nothing is stated.
   *
   * @throws IllegalArgumentException if something else is
   */
  static List<Float> floats(JsonNode node, String name, List<Float> usual) {
    if (!node.hasNonNull(name)) {
      return usual;
    }
    List<JsonNode> stated = StreamSupport.stream(node.get(name).spliterator(), false).toList();
    if (!node.get(name).isArray() || !stated.stream().allMatch(JsonNode::isNumber)) {
      throw new IllegalArgumentException(
          "%s is %s; it should be an array of three numbers".formatted(name, node.get(name)));
    }
    return stated.stream().map(number -> (float) number.asDouble()).toList();
  }
}
