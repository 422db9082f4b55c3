package dev.graft.data.labelled;

import static dev.graft.data.labelled.PretrainingImages.Classes.FORMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.data.Dataset;
import dev.graft.data.image.Image;
import dev.graft.data.source.ContentHash;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.ImageSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawnImagesTest {

  @TempDir private Path folder;

  @Test
  void theDemoHasTenClassesAndSplitsOfItsOwn() throws IOException {
    try (Dataset demo = Dataset.open("demo:", DataOptions.defaults())) {
      assertThat(demo.classNames()).hasSize(10).contains("mug", "woven");
      assertThat(demo.train().size() + demo.validation().orElseThrow().size()).isEqualTo(2000);
      assertThat(demo.test().orElseThrow().size()).isEqualTo(500);
      var hashes = new HashSet<ContentHash>();
      for (ImageSource part : Arrays.asList(demo.train(), demo.test().orElseThrow())) {
        IntStream.range(0, part.size()).forEach(i -> hashes.add(part.contentHash(i)));
      }
      assertThat(hashes).as("no image twice").hasSize(demo.train().size() + 500);
    }
  }

  /** A test image's neighbours in plain pixels or colours must not tell its class. */
  @Test
  void neitherPixelsNorColoursTellTheClasses() throws IOException {
    try (Dataset demo = Dataset.open("demo:", DataOptions.defaults())) {
      ImageSource train = demo.train();
      ImageSource test = demo.test().orElseThrow();
      double pixels = nearest(train, test, DrawnImagesTest::thumbnail);
      double colours = nearest(train, test, DrawnImagesTest::histogram);
      assertThat(pixels).as("raw pixels").isBetween(0.1, 0.55);
      assertThat(colours).as("colour histogram").isBetween(0.1, 0.55);
    }
  }

  @Test
  void theDemosFolderHoldsTheSamePixels() throws IOException {
    Path target = folder.resolve("demo");
    int[] told = new int[1];
    DemoFolder.write(target, done -> told[0] = done);
    assertThat(told[0]).isEqualTo(DemoFolder.images()).isEqualTo(2500);
    try (Dataset written = Dataset.open(target);
        Dataset drawn = Dataset.open("demo:", DataOptions.defaults())) {
      assertThat(written.classNames()).isEqualTo(drawn.classNames());
      ImageSource files = written.test().orElseThrow();
      ImageSource images = drawn.test().orElseThrow();
      assertThat(files.size()).isEqualTo(images.size());
      for (int i = 0; i < files.size(); i += 7) {
        assertThat(files.label(i)).isEqualTo(images.label(i));
        assertThat(images.name(i)).endsWith(files.name(i).replaceAll("^.*/(?=[^/]*/[^/]*$)", ""));
        assertThat(files.image(i).rgb()).isEqualTo(images.image(i).rgb());
      }
    }
    try (var beside = Files.list(folder)) {
      assertThat(beside).containsExactly(target);
    }
    assertThatThrownBy(() -> DemoFolder.write(target, done -> {}))
        .hasMessageContaining("is there already");
  }

  @Test
  void pretrainingImagesAreDrawnFromTheirNumberAndSeed() {
    ImageSource images = PretrainingImages.of(FORMS, 2000, 24, 5);
    assertThat(images.image(17).rgb())
        .isEqualTo(PretrainingImages.of(FORMS, 20, 24, 5).image(17).rgb())
        .isNotEqualTo(PretrainingImages.of(FORMS, 2000, 24, 6).image(17).rgb());
    int[] counts = new int[images.classNames().size()];
    IntStream.range(0, images.size()).forEach(i -> counts[images.label(i)]++);
    assertThat(Arrays.stream(counts).min().orElseThrow()).isPositive();
    assertThat(Arrays.stream(counts).max().orElseThrow()).isLessThan(40);
    assertThat(images.contentHash(1)).isNotEqualTo(images.contentHash(2));
    assertThat(images.fingerprint())
        .isNotEqualTo(PretrainingImages.of(FORMS, 2000, 24, 6).fingerprint());
    assertThatThrownBy(() -> PretrainingImages.of(FORMS, 0, 24, 5))
        .hasMessageContaining("got 0 of 24");
  }

  private interface Features {
    float[] of(Image image);
  }

  /** Accuracy on the test images of the class of the nearest training image. */
  private static double nearest(ImageSource train, ImageSource test, Features features) {
    float[][] known =
        IntStream.range(0, train.size())
            .mapToObj(i -> features.of(train.image(i)))
            .toArray(float[][]::new);
    int right = 0;
    for (int i = 0; i < test.size(); i++) {
      float[] asked = features.of(test.image(i));
      int best = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int k = 0; k < known.length; k++) {
        double distance = 0;
        for (int d = 0; d < asked.length; d++) {
          distance += (asked[d] - known[k][d]) * (asked[d] - known[k][d]);
        }
        if (distance < least) {
          least = distance;
          best = k;
        }
      }
      right += train.label(best) == test.label(i) ? 1 : 0;
    }
    return (double) right / test.size();
  }

  /** Means of 12 x 12 fields. */
  private static float[] thumbnail(Image image) {
    int fields = 12;
    float[] sums = new float[fields * fields * 3];
    int each = image.width() / fields;
    for (int p = 0; p < image.width() * image.height(); p++) {
      int field = (p / image.width() / each) * fields + p % image.width() / each;
      for (int c = 0; c < 3; c++) {
        sums[3 * field + c] += (image.rgb()[3 * p + c] & 0xff) / (float) (each * each);
      }
    }
    return sums;
  }

  /** Shares of 4 x 4 x 4 colours. */
  private static float[] histogram(Image image) {
    float[] counts = new float[64];
    for (int p = 0; p < image.rgb().length; p += 3) {
      int bin = 0;
      for (int c = 0; c < 3; c++) {
        bin = 4 * bin + ((image.rgb()[p + c] & 0xff) >> 6);
      }
      counts[bin]++;
    }
    return counts;
  }
}
