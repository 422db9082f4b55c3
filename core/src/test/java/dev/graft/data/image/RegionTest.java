package dev.graft.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** What {@code region} says is what {@code geometry} shows. */
class RegionTest {

  private static final Preprocessing CROP =
      Preprocessing.imageNet().withInputSize(64).withResize(80);

  @Test
  void aSquashedPictureIsSeenWhole() {
    Preprocessing squash = Preprocessing.squash(64, CROP.mean(), CROP.std());
    assertThat(squash.region(500, 20)).isEqualTo(new Region(0, 0, 1, 1));
  }

  /** The picture's red is its column, its green its row: the corners of the square tell. */
  @Test
  void aCropIsWhereItsPixelsAreFrom() {
    int width = 240;
    int height = 160;
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < width * height; i++) {
      rgb[3 * i] = (byte) (i % width);
      rgb[3 * i + 1] = (byte) (i / width);
    }
    Image square = CROP.geometry(new Image(width, height, rgb));
    Region region = CROP.region(width, height);
    int last = square.rgb().length - 3;
    assertThat(square.rgb()[0] & 0xff).isCloseTo((int) (region.left() * width), within(2));
    assertThat(square.rgb()[1] & 0xff).isCloseTo((int) (region.top() * height), within(2));
    assertThat(square.rgb()[last] & 0xff)
        .isCloseTo((int) ((region.left() + region.width()) * width), within(2));
    assertThat(square.rgb()[last + 1] & 0xff)
        .isCloseTo((int) ((region.top() + region.height()) * height), within(2));
    assertThat(region.left()).isGreaterThan(0.2);
  }

  @Test
  void paddingLiesOutside() {
    Preprocessing padded = CROP.withResize(32);
    assertThat(padded.region(100, 100)).isEqualTo(new Region(-0.5, -0.5, 2, 2));
    Region wide = padded.region(400, 100); // 128 x 32, of which 64 x 32 is seen
    assertThat(wide).isEqualTo(new Region(0.25, -0.5, 0.5, 2));
  }
}
