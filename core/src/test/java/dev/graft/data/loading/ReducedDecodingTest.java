package dev.graft.data.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.data.format.ImageDecoder;
import dev.graft.data.format.ImageHeader;
import dev.graft.data.image.Box;
import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.image.Photo;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.image.SharedImages;
import dev.graft.data.image.UnreadableImageException;
import dev.graft.files.SplitMix64;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReducedDecodingTest {

  private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);
  private static final Preprocessing SQUASH = Preprocessing.squash(64, HALF, HALF);
  private static final Preprocessing CROP = Preprocessing.imageNet().withInputSize(56);

  /** Sides that no divisor divides. */
  private static final Image PHOTO = Photo.of(1003, 757);

  private static final byte[] JPEG = Photo.jpeg(PHOTO, 90, false);

  private static Detail by(int reduction) {
    return (width, height) -> reduction;
  }

  @Property(tries = 300)
  void noSideFallsBelowTheTarget(
      @ForAll @IntRange(min = 1, max = 5000) int width,
      @ForAll @IntRange(min = 1, max = 5000) int height,
      @ForAll @IntRange(min = 1, max = 600) int size) {
    int shorter = Math.min(width, height);
    for (Preprocessing p :
        List.of(
            Preprocessing.squash(size, HALF, HALF), Preprocessing.imageNet().withResize(size))) {
      int reduction = p.detail().reduction(width, height);
      assertThat(reduction).isIn(1, 2, 4, 8);
      assertThat(reduction == 1 || shorter >= reduction * size).isTrue();
      assertThat(reduction == 8 || shorter < 2 * reduction * size).as("no larger").isTrue();
    }
  }

  @Property(tries = 300)
  void noCropFallsBelowTheTarget(
      @ForAll @IntRange(min = 1, max = 5000) int width,
      @ForAll @IntRange(min = 1, max = 5000) int height,
      @ForAll @IntRange(min = 0, max = 1000) int index) {
    RandomResizedCrop crop = RandomResizedCrop.defaults();
    View view = crop.draw(1, 0, index);
    Box box = crop.box(width, height, new SplitMix64(view.crop().getAsLong()));
    long shorter = Math.min(box.width(), box.height());
    int reduction = Decoding.REDUCED.of(view, crop, SQUASH).reduction(width, height);
    assertThat(reduction == 1 || shorter >= 64L * reduction).isTrue();
    assertThat(reduction == 8 || shorter < 128L * reduction).as("no larger").isTrue();
    assertThat(Decoding.FULL.of(view, crop, SQUASH).reduction(width, height)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void aJpegIsDividedAndStaysWhereItIs(int reduction) {
    Image image = ImageDecoder.decode(JPEG, "photo", by(reduction));
    assertThat(image.reduction()).isEqualTo(reduction);
    assertThat(image.width()).isEqualTo((1003 + reduction - 1) / reduction);
    assertThat(image.height()).isEqualTo((757 + reduction - 1) / reduction);
    assertThat(image.fullWidth()).isEqualTo(1003);
    assertThat(image.fullHeight()).isEqualTo(757);
    // By a pixel of the result off, and the difference is several times as large.
    for (Preprocessing p : List.of(SQUASH, CROP)) {
      assertThat(Photo.difference(p.geometry(image), p.geometry(full()))).isLessThan(1.5);
    }
  }

  private static Image full() {
    return ImageDecoder.decode(JPEG, "photo");
  }

  @Test
  void partOfAPixelAtTheEndIsNotStretched() {
    // 71 = 8 * 8 + 7: the ninth pixel lies in part beyond the picture.
    Image ramp = ramp(71, 1);
    Preprocessing four = Preprocessing.squash(4, HALF, HALF);
    Image reduced = new Image(71, 71, 8, ramp(9, 8).rgb());
    Image stretched = new Image(9, 9, reduced.rgb());
    Image expected = four.geometry(ramp);
    assertThat(Photo.largestDifference(four.geometry(reduced), expected)).isLessThanOrEqualTo(1);
    assertThat(Photo.largestDifference(four.geometry(stretched), expected)).isGreaterThan(1);
  }

  /** Brighter by 3 levels per pixel of the full picture, to the right and down by half of it. */
  private static Image ramp(int side, int reduction) {
    byte[] rgb = new byte[3 * side * side];
    for (int i = 0; i < side * side; i++) {
      int row = i / side;
      double x = (i - row * side + 0.5) * reduction;
      double y = (row + 0.5) * reduction;
      Arrays.fill(rgb, 3 * i, 3 * i + 3, (byte) Math.round(2 * x + y));
    }
    return new Image(side, side, rgb);
  }

  @Test
  void cropsShowTheSamePartOfThePicture() {
    RandomResizedCrop crop = RandomResizedCrop.defaults();
    int reduced = 0;
    for (int i = 0; i < 40; i++) {
      View view = crop.draw(3, 0, i);
      Image image = ImageDecoder.decode(JPEG, "photo", crop.detail(SQUASH, view));
      reduced += image.reduction() > 1 ? 1 : 0;
      Image seen = crop.apply(image, SQUASH, view);
      assertThat(Photo.difference(seen, crop.apply(full(), SQUASH, view))).isLessThan(2);
    }
    assertThat(reduced).isGreaterThan(20);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void reducedPicturesStandUpright(int orientation) {
    byte[] jpeg = Photo.oriented(Photo.jpeg(Photo.of(320, 240), 90, false), orientation);
    Image image = ImageDecoder.decode(jpeg, "photo", by(4));
    assertThat(image.width()).isEqualTo(orientation < 5 ? 80 : 60);
    assertThat(image.fullWidth()).isEqualTo(orientation < 5 ? 320 : 240);
    Preprocessing small = Preprocessing.squash(40, HALF, HALF);
    Image expected = small.geometry(ImageDecoder.decode(jpeg, "photo"));
    assertThat(Photo.difference(small.geometry(image), expected)).isLessThan(2);
  }

  @Test
  void aTurnedPictureIsDividedEvenlyOrNotAtAll() {
    byte[] jpeg = Photo.oriented(Photo.jpeg(Photo.of(324, 240), 90, false), 3);
    assertThat(ImageDecoder.decode(jpeg, "photo", by(8)).reduction()).isEqualTo(4);
    assertThat(ImageDecoder.decode(Photo.oriented(JPEG, 6), "photo", by(8)).reduction())
        .isEqualTo(1);
    Detail upright = (width, height) -> width < height ? 8 : 1; // 240 x 320 once it stands upright
    byte[] sideways = Photo.oriented(Photo.jpeg(Photo.of(320, 240), 90, false), 6);
    assertThat(ImageDecoder.decode(sideways, "photo", upright).reduction()).isEqualTo(8);
  }

  @Test
  void whatIsDamagedIsRefusedAtAnySize() {
    byte[] cut = Arrays.copyOf(JPEG, JPEG.length - 2);
    byte[] huge = JPEG.clone();
    int frame = frame(huge);
    Arrays.fill(huge, frame + 5, frame + 9, (byte) 0xfe); // 65278 x 65278
    for (int reduction : new int[] {1, 2, 4, 8}) {
      assertThatThrownBy(() -> ImageDecoder.decode(cut, "photo.jpg", by(reduction)))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageStartingWith("photo.jpg: truncated");
      assertThatThrownBy(() -> ImageDecoder.decode(huge, "photo.jpg", by(reduction)))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageContaining("at most 89478485");
    }
    assertThatThrownBy(() -> ImageDecoder.decode(JPEG, "photo.jpg", by(3)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static int frame(byte[] jpeg) {
    int at = 2;
    while (jpeg[at + 1] != (byte) 0xc0) {
      at += 2 + (jpeg[at + 2] & 0xff) * 256 + (jpeg[at + 3] & 0xff);
    }
    return at;
  }

  @Test
  void progressiveOnesCountInFullAgainstTheBudget() {
    byte[] progressive = Photo.jpeg(PHOTO, 90, true);
    long pixels = 1003L * 757;
    assertThat(ImageHeader.container(JPEG).pixelsHeld(4)).isEqualTo(pixels / 16);
    assertThat(ImageHeader.container(progressive).pixelsHeld(4)).isEqualTo(pixels);
    Image image = ImageDecoder.decode(progressive, "photo", by(4));
    assertThat(Photo.difference(image, ImageDecoder.decode(JPEG, "photo", by(4)))).isZero();
  }

  @Test
  void nothingNativeIsLeftBehind() {
    ImageDecoder.decode(JPEG, "photo", by(8));
    long before = Pointer.totalCount();
    for (int i = 0; i < 100; i++) {
      ImageDecoder.decode(JPEG, "photo", by(8));
    }
    assertThat(Pointer.totalCount()).isEqualTo(before);
  }

  @Test
  void oddFilesGetTheSameVerdictAndJpegsAloneAreReduced(@TempDir Path folder) throws IOException {
    int reduced = 0;
    for (Path file : SharedImages.unpack("odd_images.tar", folder)) {
      byte[] encoded = Files.readAllBytes(file);
      Image full = decodeOrNull(encoded, Detail.FULL);
      Image image = decodeOrNull(encoded, by(2));
      assertThat(image == null).as(file.toString()).isEqualTo(full == null);
      if (image == null) {
        continue;
      }
      assertThat(image.fullWidth() + "x" + image.fullHeight())
          .as(file.toString())
          .isEqualTo(full.width() + "x" + full.height());
      if (image.reduction() == 1) {
        assertThat(image.rgb()).isEqualTo(full.rgb());
      } else {
        assertThat(ImageHeader.read(encoded, "odd").format()).isEqualTo("JPEG");
        reduced++;
      }
    }
    assertThat(reduced).isGreaterThan(5);
  }

  private static Image decodeOrNull(byte[] encoded, Detail detail) {
    try {
      return ImageDecoder.decode(encoded, "odd", detail);
    } catch (UnreadableImageException e) {
      return null;
    }
  }

  @Test
  void flowersLookTheSame(@TempDir Path folder) throws IOException {
    Preprocessing small = Preprocessing.squash(96, HALF, HALF);
    int reduced = 0;
    double sum = 0;
    for (Path file : SharedImages.unpack("flower_photos_small_set.tar", folder)) {
      if (!file.toString().endsWith(".jpg")) {
        continue;
      }
      byte[] encoded = Files.readAllBytes(file);
      Image image = ImageDecoder.decode(encoded, "flower", small.detail());
      if (image.reduction() > 1) {
        Image expected = small.geometry(ImageDecoder.decode(encoded, "flower"));
        sum += Photo.difference(small.geometry(image), expected);
        reduced++;
      }
    }
    assertThat(reduced).isGreaterThan(100);
    assertThat(sum / reduced).isLessThan(1.5);
  }
}
