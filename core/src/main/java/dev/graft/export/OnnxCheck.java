package dev.graft.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import dev.graft.backbone.graph.OnnxRuntime;
import dev.graft.data.image.Image;
import dev.graft.data.image.Preprocessing;
import dev.graft.train.Classifier;
import dev.graft.train.evaluation.Prediction;
import dev.graft.train.evaluation.Scores;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Compares what ONNX Runtime makes of an exported file with what the classifier says, image by
 * image, in float32. Needs {@code com.microsoft.onnxruntime:onnxruntime} on the class path.
 */
public final class OnnxCheck {

  /** Largest difference of a probability that passes. */
  public static final double TOLERANCE = 1e-4;

  private static final int BATCH = 8;

  /**
   * What came of it.
   *
   * @param images that were compared
   * @param largest difference of a probability
   * @param otherClass images whose most probable class differs
   */
  public record Result(int images, double largest, int otherClass) {

    /** Whether the file says what the classifier says. */
    public boolean passed() {
      return images > 0 && largest < TOLERANCE; // false where a probability is no number
    }

    Result with(Prediction ours, double[] theirs) {
      double most = largest;
      int best = 0;
      for (int k = 0; k < theirs.length; k++) {
        most = Math.max(most, Math.abs(ours.probabilities().get(k) - theirs[k])); // a NaN stays
        best = theirs[k] > theirs[best] ? k : best;
      }
      return new Result(images + 1, most, otherClass + (best == ours.label() ? 0 : 1));
    }
  }

  private OnnxCheck() {}

  /** {@code count} images of noise, of the size that the network sees. */
  public static List<Image> noise(Classifier classifier, int count) {
    int side = classifier.preprocessing().inputSize();
    var random = new SplittableRandom(1);
    var images = new ArrayList<Image>();
    for (int i = 0; i < count; i++) {
      byte[] rgb = new byte[3 * side * side];
      random.nextBytes(rgb);
      images.add(new Image(side, side, rgb));
    }
    return images;
  }

  /**
   * Compares the two on {@code images}.
   *
   * @throws ExportException if ONNX Runtime cannot read or run the file, or the difference is too
   *     large
   */
  public static Result compare(
      Path file, Classifier classifier, OnnxForm form, Iterator<Image> images) throws IOException {
    OrtEnvironment environment = OnnxRuntime.environment();
    var result = new Result(0, 0, 0);
    try (var options = new SessionOptions();
        OrtSession session = environment.createSession(file.toString(), options)) {
      int batch = batch(session);
      while (images.hasNext()) {
        var some = new ArrayList<Image>();
        while (images.hasNext() && some.size() < Math.abs(batch)) {
          some.add(images.next());
        }
        int count = some.size();
        while (some.size() < batch) {
          some.add(some.get(0)); // to fill up what takes so many
        }
        float[][] rows = run(environment, session, classifier, form, some);
        for (int i = 0; i < count; i++) {
          double[] theirs = probabilities(rows[i], classifier.temperature(), form);
          result = result.with(classifier.predict(some.get(i)), theirs);
        }
      }
    } catch (OrtException e) {
      throw new ExportException(
          "ONNX Runtime does not take the exported file: " + e.getMessage(), e);
    }
    if (!result.passed()) {
      throw new ExportException(
          "ONNX Runtime's probabilities differ by up to %s from Graft's on %d images; allowed is less than %s"
              .formatted(result.largest(), result.images(), TOLERANCE),
          null);
    }
    return result;
  }

  /** Images that are run together: so many, or below 0 where fewer will do as well. */
  private static int batch(OrtSession session) throws OrtException {
    var input = (TensorInfo) session.getInputInfo().get(OnnxFile.INPUT).getInfo();
    long fixed = input.getShape()[0];
    return fixed > 0 ? (int) fixed : -BATCH;
  }

  private static float[][] run(
      OrtEnvironment environment,
      OrtSession session,
      Classifier classifier,
      OnnxForm form,
      List<Image> images)
      throws OrtException {
    try (OnnxTensor input = input(environment, classifier.preprocessing(), form, images);
        OrtSession.Result result = session.run(Map.of(OnnxFile.INPUT, input))) {
      return (float[][]) result.get(0).getValue();
    }
  }

  private static OnnxTensor input(
      OrtEnvironment environment, Preprocessing preprocessing, OnnxForm form, List<Image> images)
      throws OrtException {
    int side = preprocessing.inputSize();
    int each = preprocessing.floatsPerImage();
    if (form.images() == OnnxForm.Images.PIXELS) {
      ByteBuffer pixels = ByteBuffer.allocateDirect(images.size() * each);
      images.forEach(image -> pixels.put(preprocessing.geometry(image).rgb()));
      return OnnxTensor.createTensor(
          environment,
          pixels.flip(),
          new long[] {images.size(), side, side, 3},
          ai.onnxruntime.OnnxJavaType.UINT8);
    }
    FloatBuffer pixels = floats(each);
    FloatBuffer planes = floats(images.size() * each);
    for (int n = 0; n < images.size(); n++) {
      preprocessing.normalise(preprocessing.geometry(images.get(n)), pixels, 0);
      for (int i = 0; i < each; i++) {
        int channel = i % 3;
        planes.put(n * each + channel * side * side + i / 3, pixels.get(i));
      }
    }
    return OnnxTensor.createTensor(environment, planes, new long[] {images.size(), 3, side, side});
  }

  private static FloatBuffer floats(int count) {
    return ByteBuffer.allocateDirect(count * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private static double[] probabilities(float[] row, double temperature, OnnxForm form) {
    double[] values = new double[row.length];
    for (int k = 0; k < row.length; k++) {
      values[k] = row[k];
    }
    boolean isDone = form.images() == OnnxForm.Images.PIXELS;
    return isDone ? values : Scores.probabilities(values, temperature);
  }
}
