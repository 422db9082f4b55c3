package dev.graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.data.image.UnreadableImageException;
import dev.graft.data.source.DataException;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.Split;
import dev.graft.data.source.ValidateOn;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageScanTest {

  private static final DataOptions LESSON = DataOptions.defaults().withValidateOn(ValidateOn.TEST);

  @TempDir Path temp;

  private Dataset open(Map<String, byte[]> tree) throws IOException {
    return Dataset.open(
        Trees.folder(Files.createTempDirectory(temp, "set"), tree).toString(), LESSON);
  }

  private static Map<String, byte[]> splits(int count) {
    return Trees.classes(count, "train/a", "train/b", "test/a", "test/b");
  }

  private static byte[] text() {
    return "this is no picture".getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] picture(String format, int width, int height) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, width * 1000 + height);
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  @Test
  void countsFormatsSizesAndClasses() throws IOException {
    Map<String, byte[]> tree = splits(2);
    tree.put("train/a/x.jpg", picture("jpg", 100, 7));
    tree.put("train/a/y.gif", picture("gif", 50, 60));
    tree.put("train/a/wrong-ending.png", picture("bmp", 20, 30));
    tree.put("train/a/z.tiff", picture("tiff", 10, 10));
    try (Dataset data = open(tree)) {
      List<Integer> progress = new ArrayList<>();
      DataReport report = ImageScan.scan(data, 3, progress::add);
      assertThat(progress).hasSize(12).isSorted().endsWith(12);
      assertThat(report.classNames()).containsExactly("a", "b");
      assertThat(report.images()).isEqualTo(12);
      DataReport.SplitReport train = report.splits().get(0);
      assertThat(train.split()).isEqualTo(Split.TRAIN);
      assertThat(train.images()).isEqualTo(8);
      assertThat(train.perClass()).containsExactly(6, 2);
      assertThat(train.imbalance()).isEqualTo(3);
      assertThat(train.formats())
          .isEqualTo(Map.of("PNG", 4, "JPEG", 1, "GIF", 1, "BMP", 1, "TIFF", 1));
      // Widths 4 4 4 4 10 20 50 100, heights 3 3 3 3 7 10 30 60: of eight the fourth.
      assertThat(train.sizes()).contains(new DataReport.Sizes(4, 4, 100, 3, 3, 60));
      assertThat(report.splits().get(1).split()).isEqualTo(Split.TEST);
      assertThat(report.duplicates()).isEmpty();
    }
  }

  @Test
  void findsDuplicatesByPixelsAcrossSplitsFormatsAndLabels() throws IOException {
    Map<String, byte[]> tree = splits(3);
    tree.put("train/a/twin.png", Trees.png(1));
    tree.put("train/a/twin-as.bmp", bmpOf(Trees.png(1)));
    tree.put("train/b/other.png", Trees.png(2));
    tree.put("test/a/other.png", Trees.png(2));
    try (Dataset data = open(tree)) {
      DataReport report = ImageScan.scan(data, 2, done -> {});
      assertThat(report.duplicates()).hasSize(2);
      DataReport.Duplicate twins = report.duplicates().get(0);
      assertThat(twins.copies().stream().map(DataReport.Copy::name))
          .containsExactly("train/a/twin-as.bmp", "train/a/twin.png");
      assertThat(twins.acrossSplits()).isFalse();
      assertThat(twins.conflictingLabels()).isFalse();
      DataReport.Duplicate leak = report.duplicates().get(1);
      assertThat(leak.copies().stream().map(DataReport.Copy::name))
          .containsExactly("train/b/other.png", "test/a/other.png");
      assertThat(leak.acrossSplits()).isTrue();
      assertThat(leak.conflictingLabels()).isTrue();
    }
  }

  private static byte[] bmpOf(byte[] png) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(ImageIO.read(new ByteArrayInputStream(png)), "bmp", out);
    return out.toByteArray();
  }

  @Test
  void theSameShapeOfBytesInAnotherSizeIsNoDuplicate() throws IOException {
    Map<String, byte[]> tree = splits(2);
    tree.put("train/a/wide.bmp", flat(6, 2));
    tree.put("train/a/high.bmp", flat(2, 6));
    try (Dataset data = open(tree)) {
      assertThat(ImageScan.scan(data, 1, done -> {}).duplicates()).isEmpty();
    }
  }

  private static byte[] flat(int width, int height) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "bmp", out);
    return out.toByteArray();
  }

  @Test
  void unreadableImagesStopOrAreLeftOut() throws IOException {
    Map<String, byte[]> tree = splits(3);
    tree.put("train/a/01.png", text());
    tree.put("train/a/truncated.png", Arrays.copyOf(Trees.png(5), 60));
    tree.put("test/b/empty.png", new byte[0]);
    try (Dataset data = open(tree)) {
      DataReport report = ImageScan.scan(data, 2, done -> {});
      assertThat(report.unreadable().stream().map(DataReport.Unreadable::name))
          .containsExactly("train/a/01.png", "train/a/truncated.png", "test/b/empty.png");
      assertThat(report.unreadable()).allSatisfy(bad -> assertThat(bad.reason()).isNotBlank());
      assertThat(report.splits().get(0).sizes()).contains(new DataReport.Sizes(4, 4, 4, 3, 3, 3));

      assertThatThrownBy(() -> data.checked(false, report))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll(
              "3 of 14 images cannot be read: test/b/empty.png (",
              ", train/a/01.png (",
              "--skip-unreadable");

      Dataset rest = data.checked(true, report);
      assertThat(rest.skipped()).isEqualTo(3);
      assertThat(rest.notes())
          .last()
          .isEqualTo("3 unreadable images were left out; left are 5 train, 6 test images");
      assertThat(rest.train().size()).isEqualTo(5);
      assertThat(rest.test().get().size()).isEqualTo(6);
      DataReport again = ImageScan.scan(rest, 2, done -> {});
      assertThat(again.unreadable()).isEmpty();
      assertThat(rest.checked(false, again)).isSameAs(rest);
      assertThat(rest.fingerprint()).isNotEqualTo(data.fingerprint());
      assertThatThrownBy(() -> rest.checked(true, report))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("another data set");
    }
  }

  @Test
  void atMostTenUnreadableImagesAreNamed() throws IOException {
    Map<String, byte[]> tree = splits(3);
    for (int i = 0; i < 14; i++) {
      tree.put("train/a/bad%02d.png".formatted(i), text());
    }
    try (Dataset data = open(tree)) {
      DataReport report = ImageScan.scan(data, 2, done -> {});
      assertThatThrownBy(() -> data.checked(false, report))
          .hasMessageContainingAll("14 of 26 images", "bad09.png", "and 4 more")
          .hasMessageNotContaining("bad10.png");
    }
  }

  @Test
  void aClassThatHasNoneLeftIsAnError() throws IOException {
    Map<String, byte[]> tree = splits(2);
    tree.put("test/b/00.png", text());
    tree.put("test/b/01.png", text());
    try (Dataset data = open(tree)) {
      DataReport report = ImageScan.scan(data, 1, done -> {});
      assertThatThrownBy(() -> data.checked(true, report))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("the class b has none left in the test split");
    }
  }

  @Test
  void aFileThatVanishedIsUnreadableAndNamed() throws IOException {
    Path root = Trees.folder(temp.resolve("gone"), splits(2));
    try (Dataset data = Dataset.open(root.toString(), LESSON)) {
      Files.delete(root.resolve("train/b/01.png"));
      DataReport report = ImageScan.scan(data, 2, done -> {});
      assertThat(report.unreadable())
          .singleElement()
          .satisfies(
              bad -> {
                assertThat(bad.name()).isEqualTo("train/b/01.png");
                assertThat(bad.reason()).contains("there is no file");
              });
      assertThatThrownBy(() -> data.train().image(3))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageContaining("train/b/01.png");
    }
  }

  @Test
  void theReportDoesNotDependOnThreads() throws IOException {
    Map<String, byte[]> tree = splits(30);
    tree.put("train/a/05.png", text());
    tree.put("test/b/05.png", tree.get("train/b/07.png"));
    try (Dataset data = open(tree)) {
      DataReport one = ImageScan.scan(data, 1, done -> {});
      assertThat(ImageScan.scan(data, 7, done -> {})).isEqualTo(one);
      assertThat(one.duplicates()).hasSize(1);
    }
  }

  @Test
  void anInterruptEndsTheScan() throws IOException {
    try (Dataset data = open(splits(3))) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> ImageScan.scan(data, 2, done -> {}))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("interrupted");
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
