package dev.graft.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.data.image.Preprocessing.Fit;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreprocessingTest {

  private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);

  private static Preprocessing crop(int resize, int size) {
    return new Preprocessing(Fit.CENTRE_CROP, resize, size, Interpolation.BILINEAR, HALF, HALF);
  }

  @Test
  void cropOfTheWindowAloneEqualsResizingEverythingAndCutting() {
    Image source = GoldenFormulas.image(61, 43, 5);
    Image all = source.resized(45, 32, Interpolation.BICUBIC);
    Image middle = crop(32, 20).withInterpolation(Interpolation.BICUBIC).geometry(source);
    // (45 - 20) / 2 = 12.5 rounds to the even 12; (32 - 20) / 2 = 6.
    for (int y = 0; y < 20; y++) {
      for (int i = 0; i < 60; i++) {
        assertThat(middle.rgb()[y * 60 + i]).isEqualTo(all.rgb()[((y + 6) * 45 + 12) * 3 + i]);
      }
    }
  }

  @Test
  void whatIsSmallerThanTheCropIsPaddedWithBlack() {
    byte[] white = new byte[3 * 4 * 2];
    java.util.Arrays.fill(white, (byte) 255);
    // Resized to 6x3, cropped to 5x5: one column falls off, one row is added above and below.
    Image image = crop(3, 5).geometry(new Image(4, 2, white));
    assertThat(image.width()).isEqualTo(5);
    assertThat(image.height()).isEqualTo(5);
    for (int i = 0; i < image.rgb().length; i++) {
      int row = i / 15;
      assertThat(image.rgb()[i] & 0xff).isEqualTo(row == 0 || row == 4 ? 0 : 255);
    }
  }

  @Test
  void aSliverIsNotEnlargedIntoGigabytes() {
    // 1 x 100,000 with the shorter side at 256 is 25.6 million columns wide; only 224 are needed.
    Image sliver = GoldenFormulas.image(100_000, 1, 0);
    assertThat(Preprocessing.imageNet().geometry(sliver).width()).isEqualTo(224);
    Image upright = GoldenFormulas.image(1, 100_000, 0);
    assertThat(Preprocessing.squash(224, HALF, HALF).geometry(upright).height()).isEqualTo(224);
  }

  @Test
  void normalisesIntoTheMiddleOfABufferOnly() {
    FloatBuffer out = FloatBuffer.allocate(3 * 2 + 2);
    crop(1, 1).normalise(new Image(2, 1, new byte[] {0, 51, -1, 0, 51, -1}), out, 1);
    assertThat(out.array()).containsExactly(0f, -1f, -0.6f, 1f, -1f, -0.6f, 1f, 0f);
    assertThat(out.position()).isZero();
  }

  @Test
  void everyChannelHasItsOwnMeanAndStd() {
    Preprocessing imageNet = Preprocessing.imageNet();
    FloatBuffer out = FloatBuffer.allocate(6);
    imageNet.normalise(new Image(1, 2, new byte[] {1, 2, 3, -4, -5, -6}), out, 0);
    int[] values = {1, 2, 3, 252, 251, 250};
    for (int i = 0; i < 6; i++) {
      float expected = (values[i] / 255f - imageNet.mean().get(i % 3)) / imageNet.std().get(i % 3);
      assertThat(out.get(i)).isEqualTo(expected);
    }
  }

  @Test
  void describesItselfInOneLine() {
    assertThat(Preprocessing.imageNet().describe())
        .isEqualTo(
            "resize 256 bilinear, centre crop 224, mean 0.485 0.456 0.406, std 0.229 0.224 0.225");
    assertThat(Preprocessing.squash(96, HALF, HALF).describe())
        .isEqualTo("resize 96x96 bilinear, mean 0.5 0.5 0.5, std 0.5 0.5 0.5");
    assertThat(Preprocessing.squash(96, HALF, HALF).withResize(110).describe())
        .startsWith("resize 110x110 bilinear, centre crop 96, mean");
    assertThat(
            new Preprocessing(Fit.BORDER, 248, 224, Interpolation.BICUBIC, HALF, HALF).describe())
        .startsWith(
            "resize the longer side to 248 bicubic, border of the mean, centre crop 224, mean");
  }

  @Test
  void anotherInputSizeKeepsTheShareOfTheCrop() {
    Preprocessing small = Preprocessing.imageNet().withInputSize(112);
    assertThat(small.resize()).isEqualTo(128);
    assertThat(small.inputSize()).isEqualTo(112);
    assertThat(Preprocessing.squash(224, HALF, HALF).withInputSize(96).resize()).isEqualTo(96);
  }

  @Test
  void theBorderIsOfTheMeanColour() {
    List<Float> mean = List.of(0.2f, 0.4f, 0.6f);
    var border = new Preprocessing(Fit.BORDER, 4, 4, Interpolation.BILINEAR, mean, HALF);
    Image image = border.geometry(new Image(4, 2, new byte[24]));
    for (int i = 0; i < 48; i++) {
      int row = i / 12;
      int expected = row == 0 || row == 3 ? 51 * (i % 3 + 1) : 0;
      assertThat(image.rgb()[i] & 0xff).as("" + i).isEqualTo(expected);
    }
    assertThat(border.region(4, 2)).isEqualTo(new Region(0, -0.5, 1, 2));
    assertThat(border.detail().reduction(16, 8)).isEqualTo(4);
    assertThat(Preprocessing.squash(8, HALF, HALF).region(5, 9)).isEqualTo(Region.WHOLE);
  }

  @Test
  void refusesWhatMakesNoSense() {
    Preprocessing imageNet = Preprocessing.imageNet();
    assertThatThrownBy(() -> imageNet.withInputSize(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("input size 0");
    assertThatThrownBy(() -> imageNet.withNormalisation(HALF, List.of(0.5f, 0f, 0.5f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("std positive");
    assertThatThrownBy(() -> imageNet.withNormalisation(List.of(0.5f), HALF))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one value per channel");
  }
}
