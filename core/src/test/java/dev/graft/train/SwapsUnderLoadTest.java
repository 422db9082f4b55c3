package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.graft.Golden;
import dev.graft.backbone.Architecture;
import dev.graft.data.image.Image;
import dev.graft.data.image.Region;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.files.Safetensors;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Native;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import dev.graft.train.cache.Resources;
import dev.graft.train.evaluation.Prediction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Eight threads predict while models are exchanged, classifiers 200 times: each call is answered
 * rightly or refused, and all memory is freed.
 */
class SwapsUnderLoadTest {

  private static final int THREADS = 8;
  private static final Architecture ARCHITECTURE = Architecture.shipped();
  private static final ImageSource IMAGES = Tiny.images(6, 1);
  private static final List<Path> FILES = new ArrayList<>(); // of two models

  @TempDir private static Path folder;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private volatile Model current;
  private volatile boolean done;

  /** One of the two models, open: what predicts, and how it is closed. */
  private record Model(int number, IntFunction<double[]> predictor, Runnable closing) {

    double[] predict(int image) {
      return predictor.apply(image);
    }

    void close() {
      closing.run();
    }
  }

  @BeforeAll
  static void save() throws IOException {
    for (double gain : new double[] {1, 0.9}) {
      Path file = folder.resolve("gain-%s.safetensors".formatted(gain));
      try (Weights weights = Golden.weights(ARCHITECTURE.entries(3), gain)) {
        Map<String, String> metadata =
            Map.of(
                "architecture", ARCHITECTURE.id(),
                "classes", "[\"red\",\"green\",\"blue\"]",
                "fit", "squash",
                "resize", "32",
                "input_size", "32");
        Safetensors.write(file, weights.stored(), metadata);
      }
      FILES.add(file);
    }
  }

  /** What other tests left to the garbage collector must not go while this one counts. */
  @BeforeEach
  void clearTheField() throws InterruptedException {
    System.gc();
    Thread.sleep(200);
  }

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void ofClassifiers() throws Exception {
    swap(
        200,
        number -> {
          Classifier classifier = classifier(number);
          return new Model(
              number, image -> array(classifier.predict(IMAGES.image(image))), classifier::close);
        },
        "this classifier is closed");
  }

  @Test
  void ofPredictorsWhoseClassifierIsGone() throws Exception {
    swap(
        20,
        number -> {
          try (Classifier classifier = classifier(number)) {
            var predictor = new LivePredictor(classifier, Resources.defaults(), 2);
            return new Model(number, image -> predict(predictor, image), predictor::close);
          }
        },
        "this predictor is closed");
  }

  @Test
  void ofFrozenNetworks() throws Exception {
    swap(
        20,
        number -> {
          try (Classifier classifier = classifier(number)) {
            FrozenNetwork network = classifier.network(Compute.standard());
            return new Model(number, image -> predict(network, image), network::close);
          }
        },
        "this frozen network is closed");
  }

  private static Classifier classifier(int number) {
    try {
      return Classifier.load(FILES.get(number));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double[] array(Prediction prediction) {
    return prediction.probabilities().stream().mapToDouble(p -> p).toArray();
  }

  /** With heat maps, and beside another image. */
  private static double[] predict(LivePredictor predictor, int number) {
    var questions = new ArrayList<LivePredictor.Question>();
    for (int i : new int[] {number, 0}) {
      Image image = IMAGES.image(i);
      questions.add(
          new LivePredictor.Question(
              new LivePredictor.Prepared(
                  image, image.width(), image.height(), new Region(0, 0, 1, 1)),
              1));
    }
    return array(predictor.predict(questions).get(0).prediction());
  }

  /** Logits of the image, in a batch that is shared out over the cores. */
  private static double[] predict(FrozenNetwork network, int number) {
    byte[] rgb = IMAGES.image(number).rgb();
    int rows = 4;
    var values = new float[rows * rgb.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (rgb[i % rgb.length] & 255) / 255f;
    }
    try (var scope = Scope.withoutGradients()) {
      Tensor images = Tensor.of(values, rows, 3, Tiny.SIZE, Tiny.SIZE);
      double[] logits = network.forward(images).doubles();
      return Arrays.copyOf(logits, logits.length / rows);
    }
  }

  private void swap(int swaps, IntFunction<Model> opener, String refusal) throws Exception {
    List<List<double[]>> right = List.of(answers(opener.apply(0)), answers(opener.apply(1)));
    for (int image = 0; image < IMAGES.size(); image++) {
      assertThat(right.get(0).get(image)[0]).isNotCloseTo(right.get(1).get(image)[0], within(1e-3));
    }
    long before = Native.liveObjects();
    current = opener.apply(0);
    var calls = new ArrayList<Future<Integer>>();
    for (int i = 0; i < THREADS; i++) {
      calls.add(threads.submit(load(right, refusal)));
    }
    for (int i = 1; i <= swaps; i++) {
      Model old = current;
      current = opener.apply(i % 2);
      old.close();
      assertThatThrownBy(() -> old.predict(0))
          .isExactlyInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(refusal);
    }
    done = true;
    for (Future<Integer> answered : calls) {
      assertThat(answered.get()).isPositive();
    }
    current.close();
    assertThat(Native.liveObjects()).isLessThanOrEqualTo(before);
  }

  private static List<double[]> answers(Model model) {
    var answers = new ArrayList<double[]>();
    for (int image = 0; image < IMAGES.size(); image++) {
      answers.add(model.predict(image));
    }
    model.close();
    return answers;
  }

  /** Predicts until the end; tells how many calls were answered. */
  private Callable<Integer> load(List<List<double[]>> right, String refusal) {
    return () -> {
      int answered = 0;
      for (int call = 0; !done; call++) {
        Model model = current;
        int image = call % IMAGES.size();
        try {
          assertThat(model.predict(image))
              .containsExactly(right.get(model.number()).get(image), within(1e-5));
          answered++;
        } catch (RuntimeException e) {
          assertThat(e)
              .isExactlyInstanceOf(IllegalStateException.class)
              .hasMessageStartingWith(refusal);
        }
      }
      return answered;
    };
  }
}
