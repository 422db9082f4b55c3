package dev.graft.data.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.data.image.Preprocessing;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.loading.Decoding;
import dev.graft.data.source.FormulaSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SeenImagesTest {

  private static final int SIDE = 64;

  /** What JPEG makes of pixels that differ from their neighbours. */
  private static final double LOSS = 12;

  private static final Preprocessing PREPROCESSING =
      Preprocessing.imageNet().withInputSize(SIDE).withResize(72);

  @ParameterizedTest
  @ValueSource(strings = {"none", "flip", "crop", "rand"})
  void pictureIsWhatTheLoaderLoads(String name) throws IOException {
    var source = FormulaSource.of(12);
    Augmentation augmentation = Augmentation.named(name);
    var seen = new SeenImages(source, PREPROCESSING, augmentation, Decoding.REDUCED);
    List<Sample> samples = EpochPlan.shuffled(12, 12, augmentation, 3, 1).get(0);
    var loading = new Loading(1, Decoding.REDUCED, 0);
    try (var loader = new BatchLoader(source, PREPROCESSING, augmentation, loading);
        Batch batch = loader.load(List.of(samples)).next()) {
      int nearest = 0;
      for (int i = 0; i < samples.size(); i++) {
        byte[] jpeg = seen.jpeg(samples.get(i), 128);
        assertThat(difference(jpeg, batch.pixels(), i)).as("%s", samples.get(i)).isLessThan(LOSS);
        int other = (i + 1) % samples.size();
        nearest += difference(jpeg, batch.pixels(), other) < LOSS ? 1 : 0;
      }
      assertThat(nearest).as("another image is told apart").isZero();
    }
  }

  /** Mean difference of the picture from an image of the batch, in levels of 256. */
  private static double difference(byte[] jpeg, FloatBuffer batch, int index) throws IOException {
    var picture = ImageIO.read(new ByteArrayInputStream(jpeg));
    assertThat(picture.getWidth()).isEqualTo(SIDE);
    double sum = 0;
    for (int at = 0; at < SIDE * SIDE; at++) {
      int pixel = picture.getRGB(at % SIDE, at / SIDE);
      for (int c = 0; c < 3; c++) {
        float value = batch.get((index * SIDE * SIDE + at) * 3 + c);
        double level = 255 * (value * PREPROCESSING.std().get(c) + PREPROCESSING.mean().get(c));
        sum += Math.abs(level - ((pixel >> (8 * (2 - c))) & 0xff));
      }
    }
    return sum / (3 * SIDE * SIDE);
  }
}
