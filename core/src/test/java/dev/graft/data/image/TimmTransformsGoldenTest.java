package dev.graft.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.Golden;
import dev.graft.data.image.Preprocessing.Fit;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * timm's transforms for evaluation, bit for bit: pictures and tensors. The folder of reference
 * numbers is either one of timm's or has one called {@code timm}.
 */
@Tag("golden")
class TimmTransformsGoldenTest {

  @TestFactory
  List<DynamicTest> everyCaseOfEveryPicture() {
    String file =
        Files.isDirectory(Golden.folder().resolve("timm"))
            ? "timm/transforms.json"
            : "transforms.json";
    JsonNode root = Golden.json(file);
    assumeTrue(root.has("pictures"), "no transforms of timm's in " + Golden.folder());
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode picture : root.get("pictures")) {
      Image source =
          GoldenFormulas.image(
              picture.get("width").asInt(),
              picture.get("height").asInt(),
              picture.get("pixel_offset").asLong());
      assertThat(GoldenFormulas.hex(source.rgb())).isEqualTo(picture.get("u8_crc32").asText());
      for (JsonNode expected : picture.get("cases")) {
        tests.add(
            DynamicTest.dynamicTest(
                title(picture, expected), () -> check(source, expected, root.get("norms"))));
      }
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  private static String title(JsonNode picture, JsonNode expected) {
    return "%s to %s, %s of %s, %s"
        .formatted(
            picture.get("id").asText(),
            expected.get("input"),
            expected.get("crop_mode").asText(),
            expected.get("crop_pct"),
            expected.get("interpolation").asText());
  }

  private static void check(Image source, JsonNode expected, JsonNode norms) {
    JsonNode input = expected.get("input");
    int height = input.isArray() ? input.get(0).asInt() : input.asInt();
    int width = input.isArray() ? input.get(1).asInt() : input.asInt();
    double share = expected.get("crop_pct").asDouble();
    int edgeHeight = (int) Math.floor(height / share);
    int edgeWidth = (int) Math.floor(width / share);
    assertThat(edgeHeight).isEqualTo(expected.at("/scaled_edges_hw/0").asInt());
    assertThat(edgeWidth).isEqualTo(expected.at("/scaled_edges_hw/1").asInt());
    expected
        .get("normalised")
        .properties()
        .forEach(
            norm -> {
              Preprocessing preprocessing =
                  preprocessing(expected, edgeHeight, height, norms.get(norm.getKey()));
              Image picture =
                  height == width
                      ? preprocessing.geometry(source)
                      : preprocessing.geometry(edgeWidth, edgeHeight, width, height).of(source);
              assertThat(picture.width()).isEqualTo(width);
              assertThat(picture.height()).isEqualTo(height);
              assertThat(GoldenFormulas.hex(picture.rgb()))
                  .isEqualTo(expected.get("u8_crc32").asText());
              assertThat(GoldenFormulas.hex(planes(picture, preprocessing)))
                  .isEqualTo(norm.getValue().get("crc32").asText());
            });
  }

  private static Preprocessing preprocessing(JsonNode expected, int edge, int side, JsonNode norm) {
    Fit fit =
        switch (expected.get("crop_mode").asText()) {
          case "center" -> Fit.CENTRE_CROP;
          case "squash" -> Fit.SQUASH;
          default -> Fit.BORDER;
        };
    return new Preprocessing(
        fit,
        edge,
        side,
        Interpolation.valueOf(expected.get("interpolation").asText().toUpperCase(Locale.ROOT)),
        floats(norm.get("mean")),
        floats(norm.get("std")));
  }

  private static List<Float> floats(JsonNode numbers) {
    return Arrays.stream(Golden.numbers(numbers)).mapToObj(x -> (float) x).toList();
  }

  /** Pixel by pixel to plane by plane, as the reference is. */
  private static FloatBuffer planes(Image image, Preprocessing preprocessing) {
    FloatBuffer pixels = FloatBuffer.allocate(image.rgb().length);
    preprocessing.normalise(image, pixels, 0);
    int area = pixels.capacity() / 3;
    FloatBuffer planes = FloatBuffer.allocate(pixels.capacity());
    for (int i = 0; i < pixels.capacity(); i++) {
      planes.put(i % 3 * area + i / 3, pixels.get(i));
    }
    return planes;
  }
}
