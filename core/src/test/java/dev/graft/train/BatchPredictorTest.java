package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.image.Image;
import dev.graft.data.image.UnreadableImageException;
import dev.graft.data.source.ImageSource;
import dev.graft.data.store.ImageFiles;
import dev.graft.torch.tensors.Native;
import dev.graft.train.cache.Resources;
import dev.graft.train.evaluation.Prediction;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One image, many images, many threads: the same predictions. */
class BatchPredictorTest {

  private static final ImageSource IMAGES = Tiny.images(40, 1);

  @TempDir private static Path folder;
  private static Classifier classifier;
  private static final List<Path> FILES = new ArrayList<>();

  @BeforeAll
  static void make() throws IOException {
    try (Backbone backbone = Tiny.backbone(Architecture.named("resnet18"), folder);
        var trainer =
            new Trainer(
                IMAGES, Optional.empty(), backbone, TrainSettings.defaults(), event -> {})) {
      var rates = new Strategy.Rates(1, 1e-2, 1e-3);
      Strategy strategy = Strategy.featureExtract(Architecture.named("resnet18"), rates);
      classifier = trainer.train("test", strategy, 0).classifier();
    }
    Files.createDirectories(folder.resolve("images/below/.hidden"));
    for (int i = 0; i < IMAGES.size(); i++) {
      Path file = folder.resolve("images/%s%02d.png".formatted(i % 2 == 0 ? "" : "below/", i));
      ImageIO.write(picture(IMAGES.image(i)), "png", file.toFile());
      FILES.add(file);
    }
    Files.writeString(folder.resolve("images/notes.txt"), "no image");
    Files.copy(FILES.get(0), folder.resolve("images/below/.hidden/00.png"));
  }

  @AfterAll
  static void close() {
    classifier.close();
  }

  private static BufferedImage picture(Image image) {
    var picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_ARGB);
    byte[] rgb = image.rgb();
    for (int i = 0; i < rgb.length / 3; i++) {
      int pixel = (rgb[3 * i] & 255) << 16 | (rgb[3 * i + 1] & 255) << 8 | (rgb[3 * i + 2] & 255);
      picture.setRGB(i % image.width(), i / image.width(), 0xff000000 | pixel);
    }
    return picture;
  }

  private static List<BatchPredictor.Outcome> predict(Iterator<Path> files, boolean flips) {
    var outcomes = new ArrayList<BatchPredictor.Outcome>();
    try (var predictor = new BatchPredictor(classifier, Resources.defaults(), flips)) {
      predictor.predict(files, outcomes::add);
    }
    return outcomes;
  }

  @Test
  void oneByOneOrManyAtOnceTheySayTheSame() {
    List<BatchPredictor.Outcome> outcomes = predict(FILES.iterator(), false);
    assertThat(outcomes).extracting(BatchPredictor.Outcome::file).isEqualTo(FILES);
    for (int i = 0; i < FILES.size(); i++) {
      same(outcomes.get(i).prediction().orElseThrow(), classifier.predict(IMAGES.image(i)));
    }
  }

  @Test
  void everyKindOfImageGivesTheSame() throws IOException {
    Prediction expected = classifier.predict(IMAGES.image(3));
    same(classifier.predict(picture(IMAGES.image(3))), expected);
    same(classifier.predict(FILES.get(3)), expected);
    same(classifier.predict(Files.readAllBytes(FILES.get(3))), expected);
  }

  @Test
  void whatCannotBeReadIsNamedAndTheOthersGoOn() throws IOException {
    Path bad = Files.write(folder.resolve("bad.png"), new byte[] {1, 2, 3});
    Path none = folder.resolve("none.png");
    var outcomes = predict(List.of(FILES.get(0), bad, none, FILES.get(1)).iterator(), false);
    assertThat(outcomes).hasSize(4);
    assertThat(outcomes.get(1).prediction()).isEmpty();
    assertThat(outcomes.get(1).problem()).isNotEmpty();
    assertThat(outcomes.get(2).prediction()).isEmpty();
    assertThat(outcomes.get(2).problem()).isNotEmpty();
    same(outcomes.get(3).prediction().orElseThrow(), classifier.predict(IMAGES.image(1)));
    assertThatThrownBy(() -> classifier.predict(none))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("none.png");
    assertThatThrownBy(() -> classifier.predict(new byte[0]))
        .isInstanceOf(UnreadableImageException.class);
  }

  @Test
  void aMirroredImageIsSeenAlikeWithFlips() throws IOException {
    BufferedImage plain = picture(IMAGES.image(3));
    var mirrored = new BufferedImage(Tiny.SIZE, Tiny.SIZE, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < Tiny.SIZE; x++) {
      for (int y = 0; y < Tiny.SIZE; y++) {
        mirrored.setRGB(Tiny.SIZE - 1 - x, y, plain.getRGB(x, y));
      }
    }
    Path file = folder.resolve("mirrored.png");
    ImageIO.write(mirrored, "png", file.toFile());
    var outcomes = predict(List.of(FILES.get(3), file).iterator(), true);
    Prediction one = outcomes.get(0).prediction().orElseThrow();
    same(outcomes.get(1).prediction().orElseThrow(), one);
    double mean =
        (classifier.predict(plain).probabilities().get(0)
                + classifier.predict(mirrored).probabilities().get(0))
            / 2;
    assertThat(one.probabilities().get(0)).isCloseTo(mean, within(1e-6));
  }

  @Test
  void aFolderIsItsImageFilesWithoutHiddenOnes() {
    try (Stream<Path> found = ImageFiles.at(folder.resolve("images")).stream()) {
      assertThat(found).containsExactlyInAnyOrderElementsOf(FILES);
    }
    assertThat(ImageFiles.at(FILES.get(0)).stream()).containsExactly(FILES.get(0));
  }

  @Test
  void otherFilesAreCounted() {
    try (ImageFiles files = ImageFiles.at(folder.resolve("images"))) {
      files.forEachRemaining(file -> assertThat(file.toString()).endsWith(".png"));
      assertThat(files.passedOver()).isEqualTo(1);
    }
  }

  @Test
  void filesAreFoundWhileTheyAreAskedFor() {
    int[] asked = new int[1];
    Iterator<Path> places =
        Stream.iterate(folder.resolve("images"), place -> place)
            .peek(place -> asked[0]++)
            .limit(1000)
            .iterator();
    try (ImageFiles files = ImageFiles.at(places)) {
      for (int i = 0; i < 2 * FILES.size(); i++) {
        files.next();
      }
    }
    assertThat(asked[0]).isLessThanOrEqualTo(4);
  }

  @Test
  void manyThreadsMayAskAtOnce() throws Exception {
    List<Prediction> expected = new ArrayList<>();
    for (int i = 0; i < IMAGES.size(); i++) {
      expected.add(classifier.predict(IMAGES.image(i)));
    }
    var executor = Executors.newFixedThreadPool(4);
    try {
      var answers = new ArrayList<Future<Prediction>>();
      for (int i = 0; i < IMAGES.size(); i++) {
        int image = i;
        answers.add(executor.submit(() -> classifier.predict(IMAGES.image(image))));
      }
      for (int i = 0; i < answers.size(); i++) {
        same(answers.get(i).get(), expected.get(i));
      }
    } finally {
      executor.shutdown();
    }
  }

  /** With more memory and time, {@code -Dgraft.predictions=100000} predicts that many. */
  @Test
  void predictionsLeaveNothingBehind() {
    int count = Integer.getInteger("graft.predictions", 200);
    classifier.predict(IMAGES.image(0));
    predict(FILES.iterator(), false); // the first decoding makes constants that stay
    long before = Native.liveObjects();
    for (int i = 0; i < count; i++) {
      classifier.predict(IMAGES.image(i % IMAGES.size()));
    }
    assertThat(Native.liveObjects()).isLessThanOrEqualTo(before);
    predict(Collections.nCopies(4200, FILES.get(0)).iterator(), false);
    assertThat(Native.liveObjects()).isLessThanOrEqualTo(before);
  }

  /** The same but for the order in which floats are added up. */
  private static void same(Prediction one, Prediction other) {
    assertThat(one.label()).isEqualTo(other.label());
    for (int k = 0; k < 3; k++) {
      assertThat(one.probabilities().get(k)).isCloseTo(other.probabilities().get(k), within(1e-6));
    }
  }
}
