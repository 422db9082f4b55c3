package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.graft.Golden;
import dev.graft.Needs;
import dev.graft.backbone.Architecture;
import dev.graft.data.image.Region;
import dev.graft.data.image.UnreadableImageException;
import dev.graft.torch.Precision;
import dev.graft.torch.files.Safetensors;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Native;
import dev.graft.train.cache.Resources;
import dev.graft.train.evaluation.Prediction;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Images as they come in: what {@code Classifier.predict} says of each. */
@Tag("precision")
class LivePredictorTest {

  private static final int MOST = 5;

  @TempDir private static Path folder;
  private static Classifier classifier;

  @BeforeAll
  static void load() throws IOException {
    Path file = folder.resolve("model.safetensors");
    try (Weights weights = Golden.weights(Architecture.named("resnet18").entries(4))) {
      Map<String, String> metadata =
          Map.of(
              "architecture", "resnet18",
              "classes", "[\"a\",\"b\",\"c\",\"d\"]",
              "temperature", "0.7",
              "fit", "centre_crop",
              "resize", "80",
              "input_size", "64");
      Safetensors.write(file, weights.stored(), metadata);
    }
    classifier = Classifier.load(file);
  }

  @AfterAll
  static void close() {
    classifier.close();
  }

  private static byte[] picture(int number) throws IOException {
    var image = new BufferedImage(90 + 7 * number, 100, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        image.setRGB(x, y, new Color(2 * x % 256, (number * 40 + y) % 256, x * y % 256).getRGB());
      }
    }
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  @Test
  void togetherTheyAreWhatTheyAreAlone() throws IOException {
    try (var predictor = new LivePredictor(classifier, Resources.defaults(), MOST)) {
      var questions = new ArrayList<LivePredictor.Question>();
      for (int i = 0; i < MOST; i++) {
        questions.add(new LivePredictor.Question(predictor.prepare(picture(i)), i));
      }
      List<LivePredictor.Answer> answers = predictor.predict(questions);
      for (int i = 0; i < MOST; i++) {
        Prediction alone = classifier.predict(picture(i));
        Prediction together = answers.get(i).prediction();
        assertThat(together.className()).isEqualTo(alone.className());
        for (int k = 0; k < 4; k++) {
          assertThat(together.probabilities().get(k))
              .isCloseTo(alone.probabilities().get(k), within(1e-5));
        }
        assertThat(answers.get(i).heatMaps()).hasSize(i < 4 ? i : 4);
      }
      assertThat(answers.get(4).heatMaps().get(0).label())
          .isEqualTo(answers.get(4).prediction().label());
      // A smaller batch afterwards sees nothing of the larger one before it.
      assertThat(predictor.predict(questions.subList(3, 4)).get(0).prediction().probability())
          .isCloseTo(answers.get(3).prediction().probability(), within(1e-5));
    }
  }

  @Test
  void severalBatchesMayBeUnderWayAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try (var predictor = new LivePredictor(classifier, Resources.defaults(), MOST)) {
      var answers = new ArrayList<Future<List<LivePredictor.Answer>>>();
      for (int i = 0; i < 24; i++) {
        var questions = new ArrayList<LivePredictor.Question>();
        for (int j = 0; j <= i % MOST; j++) {
          questions.add(new LivePredictor.Question(predictor.prepare(picture(i + j)), 0));
        }
        answers.add(threads.submit(() -> predictor.predict(questions)));
      }
      for (int i = 0; i < 24; i++) {
        for (int j = 0; j <= i % MOST; j++) {
          Prediction alone = classifier.predict(picture(i + j));
          Prediction together = answers.get(i).get().get(j).prediction();
          for (int k = 0; k < 4; k++) {
            assertThat(together.probabilities().get(k))
                .isCloseTo(alone.probabilities().get(k), within(1e-5));
          }
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whatIsSeenOfAPictureIsSaid() throws IOException {
    try (var predictor = new LivePredictor(classifier, Resources.defaults(), 1)) {
      LivePredictor.Prepared prepared = predictor.prepare(picture(10)); // 160 x 100
      assertThat(prepared.width()).isEqualTo(160);
      assertThat(prepared.height()).isEqualTo(100);
      assertThat(prepared.region()).isEqualTo(new Region(32 / 128.0, 0.1, 0.5, 0.8));
    }
  }

  @Test
  void whatIsNoPictureOrTooManyIsRefused() throws IOException {
    try (var predictor = new LivePredictor(classifier, Resources.defaults(), 1)) {
      assertThatThrownBy(() -> predictor.prepare(new byte[] {1, 2, 3}))
          .isInstanceOf(UnreadableImageException.class);
      var question = new LivePredictor.Question(predictor.prepare(picture(0)), 0);
      assertThatThrownBy(() -> predictor.predict(List.of(question, question)))
          .hasMessageContaining("1 to 1 images");
      assertThatThrownBy(() -> predictor.predict(List.of())).hasMessageContaining("got 0");
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void nothingStaysBehind(Precision precision) throws IOException {
    Needs.precision(precision);
    try (var predictor =
        new LivePredictor(classifier, Resources.defaults().withPrecision(precision), 2)) {
      var question = new LivePredictor.Question(predictor.prepare(picture(1)), 2);
      predictor.predict(List.of(question, question));
      long before = Native.liveObjects();
      for (int i = 0; i < 20; i++) {
        predictor.predict(List.of(question, question));
      }
      assertThat(Native.liveObjects()).isLessThanOrEqualTo(before);
    }
  }
}
