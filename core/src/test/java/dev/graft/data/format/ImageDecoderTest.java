package dev.graft.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.data.image.GoldenFormulas;
import dev.graft.data.image.Image;
import dev.graft.data.image.UnreadableImageException;
import dev.graft.data.labelled.StoredImages;
import dev.graft.data.store.FolderStore;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

  /** A picture whose pixels all differ, encoded by the JDK. */
  private static byte[] encoded(String format, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, colour(x, y));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  private static int colour(int x, int y) {
    return (8 * x) << 16 | (8 * y) << 8 | (x ^ y);
  }

  private static int pixel(Image image, int x, int y) {
    int at = 3 * (y * image.width() + x);
    byte[] rgb = image.rgb();
    return (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | (rgb[at + 2] & 0xff);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "tiff"})
  void losslessFormatsGiveTheirPixels(String format) throws IOException {
    byte[] file = encoded(format, 30, 20);
    Image image = ImageDecoder.decode(file, "picture");
    assertThat(image.width()).isEqualTo(30);
    assertThat(image.height()).isEqualTo(20);
    for (int y = 0; y < 20; y++) {
      for (int x = 0; x < 30; x++) {
        assertThat(pixel(image, x, y)).isEqualTo(colour(x, y));
      }
    }
    assertThat(ImageHeader.read(file, "picture"))
        .isEqualTo(new ImageHeader(format.toUpperCase(Locale.ROOT), 30, 20));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void orientationsStandUpright(int orientation) throws IOException {
    int w = 7;
    int h = 5;
    Image image = ImageDecoder.decode(oriented(encoded("png", w, h), orientation), "picture");
    boolean sideways = orientation >= 5;
    assertThat(image.width()).isEqualTo(sideways ? h : w);
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        // Where the pixel shown at (x, y) is stored: the table of the EXIF standard.
        int stored =
            switch (orientation) {
              case 1 -> colour(x, y);
              case 2 -> colour(w - 1 - x, y);
              case 3 -> colour(w - 1 - x, h - 1 - y);
              case 4 -> colour(x, h - 1 - y);
              case 5 -> colour(y, x);
              case 6 -> colour(y, h - 1 - x);
              case 7 -> colour(w - 1 - y, h - 1 - x);
              default -> colour(w - 1 - y, x);
            };
        assertThat(pixel(image, x, y)).isEqualTo(stored);
      }
    }
  }

  /** {@code png} with an eXIf chunk behind its header. */
  private static byte[] oriented(byte[] png, int orientation) {
    byte[] exif = new byte[26];
    ByteBuffer.wrap(exif)
        .put("MM\0*".getBytes(StandardCharsets.ISO_8859_1))
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) Orientation.TAG)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation);
    ByteBuffer out = ByteBuffer.allocate(png.length + exif.length + 12);
    out.put(png, 0, 33).putInt(exif.length);
    byte[] body = new byte[4 + exif.length];
    ByteBuffer.wrap(body).put("eXIf".getBytes(StandardCharsets.ISO_8859_1)).put(exif);
    out.put(body).putInt((int) GoldenFormulas.crc32(body)).put(png, 33, png.length - 33);
    return out.array();
  }

  @Test
  void nothingNativeIsLeftBehind() throws IOException {
    byte[] good = encoded("jpg", 64, 48);
    byte[] cut = Arrays.copyOf(encoded("tiff", 64, 48), 5000);
    decodeBoth(good, cut);
    long before = Pointer.totalCount();
    for (int i = 0; i < 200; i++) {
      decodeBoth(good, cut);
    }
    assertThat(Pointer.totalCount()).isEqualTo(before);
  }

  private static void decodeBoth(byte[] good, byte[] broken) {
    assertThat(ImageDecoder.decode(good, "good").width()).isEqualTo(64);
    assertThatThrownBy(() -> ImageDecoder.decode(broken, "broken"))
        .hasMessage("broken: damaged or truncated TIFF"); // the codec's verdict, not the header's
  }

  @Test
  void aBombIsRefusedByItsHeader() throws IOException {
    byte[] png = encoded("png", 4, 4);
    ByteBuffer.wrap(png).putInt(16, 9460).putInt(20, 9459); // 89,482,140 pixels
    assertThatThrownBy(() -> ImageDecoder.decode(png, "a/bomb.png"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageStartingWith("a/bomb.png: PNG of 9460x9459 pixels; at most 89478485");
    assertThatThrownBy(() -> ImageHeader.read(png, "a/bomb.png"))
        .isInstanceOf(UnreadableImageException.class);
  }

  @Test
  void whatIsNoImageIsSaidToBeNone() {
    assertThatThrownBy(() -> ImageDecoder.decode(new byte[0], "empty.jpg"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("empty.jpg: the file is empty");
    byte[] text = "<!DOCTYPE html>".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> ImageDecoder.decode(text, "page.png"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageStartingWith("page.png: not an image of a known format");
  }

  @Test
  void aJpegWithoutItsEndIsTruncated() throws IOException {
    byte[] jpeg = encoded("jpg", 64, 48);
    byte[] cut = Arrays.copyOf(jpeg, jpeg.length - 2);
    assertThatThrownBy(() -> ImageDecoder.decode(cut, "photo.jpg"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageStartingWith("photo.jpg: truncated");
    assertThat(ImageHeader.read(cut, "photo.jpg")).isEqualTo(new ImageHeader("JPEG", 64, 48));
  }

  @Test
  void aSegmentWithoutLengthIsDamage() {
    byte[] jpeg = "\u00ff\u00d8\u00ff\u00e1\0\0Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> ImageDecoder.decode(jpeg, "photo.jpg"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("photo.jpg: damaged: JPEG segment of 0 bytes");
  }

  @Test
  void theLimitsOfJavaCppAreLifted() throws IOException {
    Process alone =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                DecodeAlone.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(new String(alone.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("0 0");
  }

  @Test
  void aFileOfHalfAGibibyteIsRefusedUnread(@TempDir Path folder) throws IOException {
    Path root = Files.createDirectories(folder.resolve("set"));
    for (String name : new String[] {"a/1.png", "a/2.png", "b/1.png", "b/2.png"}) {
      Files.createDirectories(root.resolve(name).getParent());
      Files.write(root.resolve(name), encoded("png", 8, 8));
    }
    try (RandomAccessFile large = new RandomAccessFile(root.resolve("a/1.png").toFile(), "rw")) {
      large.setLength(512L << 20); // sparse
    }
    FolderStore store = FolderStore.open(root, "set");
    StoredImages images =
        new StoredImages(
            store,
            List.of("a", "b"),
            List.of(
                new StoredImages.Item("a/1.png", "a/1.png", 0, Optional.empty()),
                new StoredImages.Item("a/2.png", "a/2.png", 0, Optional.empty())));
    assertThatThrownBy(() -> images.image(0))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("a/1.png: larger than 256 MiB");
    assertThat(images.image(1).width()).isEqualTo(8);
    Files.delete(root.resolve("a/2.png"));
    assertThatThrownBy(images::fingerprint) // the cause is what the command line reports
        .cause()
        .hasMessage("a/1.png: larger than 256 MiB");
  }

  @Test
  void manyThreadsDecodeAtOnce() throws IOException {
    byte[] file = encoded("jpg", 300, 200);
    byte[] once = ImageDecoder.decode(file, "picture").rgb();
    assertThat(IntStream.range(0, 200).parallel().mapToObj(i -> ImageDecoder.decode(file, "p")))
        .allSatisfy(image -> assertThat(image.rgb()).isEqualTo(once));
  }
}
