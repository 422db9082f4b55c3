package dev.graft.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.Golden;
import dev.graft.data.image.Preprocessing.Fit;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * torchvision's transforms of Pillow images, bit for bit.
 *
 * <p>The results named interpolate_* are skipped: they are tensor operations of torch, which rounds
 * nowhere in between; Graft resizes 8-bit images as Pillow does and has no such path.
 */
@Tag("golden")
class TransformsGoldenTest {

  private static final List<Float> ZERO = List.of(0f, 0f, 0f);
  private static final List<Float> ONE = List.of(1f, 1f, 1f);
  private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);
  private static final Pattern SQUARE = Pattern.compile("resize_(\\d+)x(\\d+)_(bilinear|bicubic)");
  private static final Pattern SHORTER = Pattern.compile("resize_(\\d+)_(bilinear|bicubic)");
  private static final Pattern CROPPED = Pattern.compile("resize_(\\d+)_centercrop_(\\d+)");

  @TestFactory
  List<DynamicTest> everyResultOfEveryImage() {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode image : Golden.json("transforms.json").get("images")) {
      Image source =
          GoldenFormulas.image(
              image.get("width").asInt(),
              image.get("height").asInt(),
              image.get("pixel_offset").asLong());
      for (JsonNode result : image.get("results")) {
        String name = result.get("name").asText();
        String title = image.get("id").asText() + " " + name;
        tests.add(DynamicTest.dynamicTest(title, () -> check(source, name, result)));
      }
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  private static void check(Image source, String name, JsonNode expected) {
    assumeFalse(
        name.startsWith("interpolate_"), "a tensor operation; Graft resizes 8-bit images only");
    JsonNode shape = expected.get("shape");
    String crc = expected.get("crc32").asText();
    if (expected.get("dtype").asText().equals("uint8")) {
      Image image = pixels(source, name);
      assertThat(image.height()).isEqualTo(shape.get(0).asInt());
      assertThat(image.width()).isEqualTo(shape.get(1).asInt());
      assertThat(GoldenFormulas.hex(image.rgb())).isEqualTo(crc);
    } else {
      FloatBuffer floats = floats(source, name);
      assertThat(floats.capacity())
          .isEqualTo(shape.get(0).asInt() * shape.get(1).asInt() * shape.get(2).asInt());
      assertThat(GoldenFormulas.hex(floats)).isEqualTo(crc);
    }
  }

  private static Image pixels(Image source, String name) {
    Matcher square = SQUARE.matcher(name);
    Matcher shorter = SHORTER.matcher(name);
    Matcher cropped = CROPPED.matcher(name);
    if (name.equals("source")) {
      return source;
    } else if (name.equals("hflip")) {
      return source.mirrored();
    } else if (square.matches()) {
      int size = Integer.parseInt(square.group(1));
      assertThat(square.group(2)).isEqualTo(square.group(1));
      return Preprocessing.squash(size, HALF, HALF)
          .withInterpolation(filter(square.group(3)))
          .geometry(source);
    } else if (shorter.matches()) {
      // Nothing is cut off here, so the resizing itself is asked, for the production rule's shape.
      int size = Integer.parseInt(shorter.group(1));
      int side = Math.min(source.width(), source.height());
      int width = Math.toIntExact(Preprocessing.resized(source.width(), side, size));
      int height = Math.toIntExact(Preprocessing.resized(source.height(), side, size));
      return source.resized(width, height, filter(shorter.group(2)));
    } else if (cropped.matches()) {
      return new Preprocessing(
              Fit.CENTRE_CROP,
              Integer.parseInt(cropped.group(1)),
              Integer.parseInt(cropped.group(2)),
              Interpolation.BILINEAR,
              HALF,
              HALF)
          .geometry(source);
    }
    throw new AssertionError("no rule for a result named " + name);
  }

  private static FloatBuffer floats(Image source, String name) {
    Preprocessing imageNet = Preprocessing.imageNet();
    return switch (name) {
      case "totensor" -> normalised(source, imageNet.withNormalisation(ZERO, ONE));
      case "totensor_normalize_half" -> normalised(source, imageNet.withNormalisation(HALF, HALF));
      case "totensor_normalize_imagenet" -> normalised(source, imageNet);
      case "pipeline_eval_imagenet" -> normalised(imageNet.geometry(source), imageNet);
      case "pipeline_resize_half" -> {
        Preprocessing squash = Preprocessing.squash(224, HALF, HALF);
        yield normalised(squash.geometry(source), squash);
      }
      default -> throw new AssertionError("no rule for a result named " + name);
    };
  }

  private static FloatBuffer normalised(Image image, Preprocessing preprocessing) {
    FloatBuffer pixels = FloatBuffer.allocate(image.rgb().length); // HWC, the reference is CHW
    preprocessing.normalise(image, pixels, 0);
    int area = pixels.capacity() / 3;
    FloatBuffer planes = FloatBuffer.allocate(pixels.capacity());
    for (int i = 0; i < pixels.capacity(); i++) {
      planes.put(i % 3 * area + i / 3, pixels.get(i));
    }
    return planes;
  }

  private static Interpolation filter(String name) {
    return name.equals("bilinear") ? Interpolation.BILINEAR : Interpolation.BICUBIC;
  }
}
