package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.graft.Golden;
import dev.graft.Needs;
import dev.graft.backbone.Architecture;
import dev.graft.data.Dataset;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.Precision;
import dev.graft.torch.files.Safetensors;
import dev.graft.torch.layers.Pass;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Pixels;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import dev.graft.train.cache.Resources;
import dev.graft.train.features.Features;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which images look alike to a network: beside cosines of features that are all in float64. */
@Tag("precision")
class NeighboursTest {

  private static final Architecture ARCHITECTURE = Architecture.shipped();
  private static final int SIDE = 64;
  private static final int MOST = 6;

  @TempDir private static Path folder;
  private static Classifier classifier;
  private static Dataset data;
  private static ImageSource images;
  private static Features remembered;

  @BeforeAll
  static void load() throws IOException {
    Path file = folder.resolve("model.safetensors");
    try (Weights weights = Golden.weights(ARCHITECTURE.entries(2))) {
      Map<String, String> metadata =
          Map.of(
              "architecture", ARCHITECTURE.id(),
              "classes", "[\"a\",\"b\"]",
              "fit", "centre_crop",
              "resize", "80",
              "input_size", Integer.toString(SIDE));
      Safetensors.write(file, weights.stored(), metadata);
    }
    classifier = Classifier.load(file);
    for (int i = 0; i < 45; i++) { // more than one batch
      Path image = folder.resolve("data/%s/%02d.png".formatted(i % 2 == 0 ? "a" : "b", i));
      Files.createDirectories(image.getParent());
      ImageIO.write(picture(i), "png", image.toFile());
    }
    data =
        Dataset.open(
            folder.resolve("data").toString(),
            DataOptions.defaults().withTestFraction(0).withValidationFraction(0));
    images = data.train();
    remembered = new Features(Resources.defaults(), event -> {});
  }

  @AfterAll
  static void close() throws IOException {
    remembered.close();
    classifier.close();
    data.close();
  }

  private static BufferedImage picture(int number) {
    var image = new BufferedImage(90 + number, 100, BufferedImage.TYPE_INT_RGB);
    var pen = image.createGraphics();
    pen.setColor(Color.getHSBColor(number * 0.13f, 0.6f, 0.8f));
    pen.fillRect(0, 0, image.getWidth(), 100);
    pen.setColor(Color.getHSBColor(number * 0.29f, 0.9f, 0.5f));
    pen.fillOval(number % 7 * 8, number % 5 * 9, 30 + number % 4 * 9, 20 + number % 6 * 10);
    pen.dispose();
    return image;
  }

  private static Neighbours among(Resources resources) {
    return Neighbours.among(images, classifier, resources, remembered, done -> {});
  }

  /** Features [d] of each image, layer by layer as they are written down, in float64. */
  private static double[][] inDouble() {
    Preprocessing preprocessing = classifier.preprocessing();
    double[][] features = new double[images.size()][];
    try (Weights weights = classifier.weights().toDouble()) {
      for (int i = 0; i < features.length; i++) {
        FloatBuffer pixels = buffer(preprocessing.floatsPerImage());
        preprocessing.normalise(preprocessing.geometry(images.image(i)), pixels, 0);
        try (var scope = Scope.withoutGradients()) {
          Tensor image = Pixels.copied(pixels, Precision.FLOAT32, 1, 3, SIDE, SIDE).toDouble();
          int all = ARCHITECTURE.stages().size();
          features[i] = ARCHITECTURE.prefix(all).forward(image, weights, Pass.EVALUATION).doubles();
        }
      }
    }
    return features;
  }

  private static FloatBuffer buffer(int floats) {
    return ByteBuffer.allocateDirect(floats * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private static double cosine(double[] a, double[] b) {
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int j = 0; j < a.length; j++) {
      product += a[j] * b[j];
      squaresA += a[j] * a[j];
      squaresB += b[j] * b[j];
    }
    return product / Math.sqrt(squaresA * squaresB);
  }

  private static byte[] file(int image) throws IOException {
    return Files.readAllBytes(folder.resolve("data").resolve(images.name(image)));
  }

  @Test
  void theyAreThoseOfCosinesInDoublePrecision() throws IOException {
    double[][] features = inDouble();
    try (Neighbours neighbours = among(Resources.defaults());
        var predictor =
            new LivePredictor(classifier, Resources.defaults(), MOST, Optional.of(neighbours))) {
      assertThat(neighbours.size()).isEqualTo(45);
      for (int i = 0; i < images.size(); i += 4) {
        double[] own = features[i];
        List<Integer> expected =
            IntStream.range(0, features.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer k) -> -cosine(own, features[k])))
                .limit(MOST)
                .toList();
        var question = new LivePredictor.Question(predictor.prepare(file(i)), 0, MOST);
        var found = predictor.predict(List.of(question)).get(0).neighbours();
        assertThat(found).extracting(Neighbours.Neighbour::image).isEqualTo(expected);
        assertThat(found.get(0).image()).isEqualTo(i);
        assertThat(found.get(0).similarity()).isCloseTo(1, within(1e-6));
        for (var near : found) {
          assertThat(near.similarity())
              .isCloseTo(cosine(own, features[near.image()]), within(1e-5));
        }
        assertThat(found.get(1).similarity()).as("another").isLessThan(1 - 1e-5);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void eachQuestionGetsAsManyAsItAsksFor(Precision precision) throws IOException {
    Needs.precision(precision);
    Resources rough = Resources.defaults().withPrecision(precision);
    try (Neighbours neighbours = among(rough);
        var predictor = new LivePredictor(classifier, rough, 3, Optional.of(neighbours))) {
      var questions =
          List.of(
              new LivePredictor.Question(predictor.prepare(file(8)), 0, 2),
              new LivePredictor.Question(predictor.prepare(file(3)), 1, 0),
              new LivePredictor.Question(predictor.prepare(file(21)), 0, 60));
      List<LivePredictor.Answer> answers = predictor.predict(questions);
      assertThat(answers).extracting(a -> a.neighbours().size()).containsExactly(2, 0, 45);
      assertThat(answers.get(0).neighbours().get(0).image()).isEqualTo(8);
      assertThat(answers.get(2).neighbours().get(0).image()).isEqualTo(21);
      assertThat(answers.get(2).neighbours().get(0).similarity()).isGreaterThan(0.9995);
    }
  }

  @Test
  void withoutImagesNobodyCanAsk() throws IOException {
    try (var predictor = new LivePredictor(classifier, Resources.defaults(), 1)) {
      var question = new LivePredictor.Question(predictor.prepare(file(0)), 0, 1);
      assertThatThrownBy(() -> predictor.predict(List.of(question)))
          .hasMessageContaining("no images");
    }
  }
}
