package dev.graft.backbone;

import dev.graft.backbone.graph.GraphFile;
import dev.graft.data.image.Interpolation;
import dev.graft.data.image.Preprocessing;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.files.WeightFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The preprocessing a weight file asks for, as text in its metadata: {@code mean}, {@code std}
 * (three numbers with commas), {@code fit} ({@code squash}, {@code centre_crop} or {@code border}),
 * {@code resize}, {@code input_size}, {@code interpolation}. What the file leaves out is
 * torchvision's for weights it published: shorter side 256, centre 224, bilinear, ImageNet's mean
 * and std. Other weights that do not say how to cut an image are shown all of it, squashed to 224 x
 * 224.
 */
public final class StoredPreprocessing {

  private StoredPreprocessing() {}

  /** The metadata that {@link #of} reads back. */
  public static Map<String, String> metadata(Preprocessing preprocessing) {
    var metadata = new LinkedHashMap<String, String>();
    metadata.put("mean", text(preprocessing.mean()));
    metadata.put("std", text(preprocessing.std()));
    metadata.put("fit", preprocessing.fit().name().toLowerCase(Locale.ROOT));
    metadata.put("resize", Integer.toString(preprocessing.resize()));
    metadata.put("input_size", Integer.toString(preprocessing.inputSize()));
    metadata.put("interpolation", preprocessing.interpolation().name().toLowerCase(Locale.ROOT));
    return metadata;
  }

  /**
   * What {@code file} asks for; where it says nothing, the architecture's sizes and colours, and
   * all of an image.
   *
   * @throws WeightFileException if its metadata says something that cannot be
   */
  public static Preprocessing of(WeightFile file, Architecture architecture)
      throws WeightFileException {
    Preprocessing published = architecture.preprocessing();
    return of(file, Preprocessing.squash(published.inputSize(), published.mean(), published.std()));
  }

  /**
   * What {@code file} asks for; where it says nothing, what the configuration beside it says, then
   * what is known of published weights.
   */
  static Preprocessing of(
      WeightFile file,
      Optional<Preprocessing> configured,
      Optional<PublishedWeights> published,
      Architecture architecture)
      throws WeightFileException {
    Optional<Preprocessing> known =
        configured.or(() -> published.map(PublishedWeights::preprocessing));
    return known.isPresent() ? of(file, known.get()) : of(file, architecture);
  }

  private static Preprocessing of(WeightFile file, Preprocessing fallback)
      throws WeightFileException {
    return of(file.path(), file.metadata(), fallback);
  }

  /** What the metadata of a file say; for what they leave out, {@code fallback}. */
  static Preprocessing of(Path file, Map<String, String> metadata, Preprocessing fallback)
      throws WeightFileException {
    try {
      int inputSize = number(metadata, "input_size", fallback.inputSize());
      int resize = number(metadata, "resize", fallback.withInputSize(inputSize).resize());
      Preprocessing.Fit stated = fallback.fit();
      if (metadata.containsKey("resize")) {
        stated = resize == inputSize ? Preprocessing.Fit.SQUASH : Preprocessing.Fit.CENTRE_CROP;
      }
      if (metadata.containsKey("fit")) {
        stated = Preprocessing.Fit.valueOf(metadata.get("fit").toUpperCase(Locale.ROOT));
      }
      boolean squashed = // a crop that is configured beside the file stays
          stated == Preprocessing.Fit.SQUASH
              && metadata.containsKey("fit")
              && !metadata.containsKey("resize");
      return new Preprocessing(
          stated,
          squashed ? inputSize : resize,
          inputSize,
          metadata.containsKey("interpolation")
              ? Interpolation.valueOf(metadata.get("interpolation").toUpperCase(Locale.ROOT))
              : fallback.interpolation(),
          numbers(metadata, "mean", fallback.mean()),
          numbers(metadata, "std", fallback.std()));
    } catch (IllegalArgumentException e) {
      throw new WeightFileException(
          file, "its metadata gives no usable preprocessing: " + e.getMessage(), e);
    }
  }

  /** Whether metadata say nothing of it. */
  static boolean isSilent(Map<String, String> metadata) {
    return Stream.of("mean", "std", "fit", "resize", "input_size", "interpolation")
        .noneMatch(metadata::containsKey);
  }

  private static int number(Map<String, String> metadata, String key, int fallback) {
    return metadata.containsKey(key) ? Integer.parseInt(metadata.get(key).strip()) : fallback;
  }

  private static List<Float> numbers(
      Map<String, String> metadata, String key, List<Float> fallback) {
    if (!metadata.containsKey(key)) {
      return fallback;
    }
    return Arrays.stream(metadata.get(key).split(",", -1))
        .map(text -> Float.valueOf(text.strip()))
        .toList();
  }

  private static String text(List<Float> values) {
    return String.join(",", values.stream().map(String::valueOf).toList());
  }

  /**
   * Of an ONNX file: as its metadata or a configuration beside it say, else ImageNet's.
   *
   * @param notes that say which are added here
   */
  static Preprocessing of(GraphFile graph, Optional<String> node, List<String> notes)
      throws IOException {
    Preprocessing imageNet = Preprocessing.imageNet();
    int only = graph.side(node);
    Preprocessing usual =
        Preprocessing.squash(
            only == 0 ? imageNet.inputSize() : only, imageNet.mean(), imageNet.std());
    Path folder = graph.path().toAbsolutePath().getParent();
    Optional<Preprocessing> beside = Configuration.read(folder).preprocessing(usual, false);
    if (beside.isEmpty() && isSilent(graph.metadata())) {
      notes.add(
          "neither the file nor a preprocessor_config.json beside it says how images are prepared: all of an image, %d x %d, ImageNet's mean and deviation"
              .formatted(usual.inputSize(), usual.inputSize()));
    }
    Preprocessing stated = of(graph.path(), graph.metadata(), beside.orElse(usual));
    return graph.takesPixels(node)
        ? stated.withNormalisation(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f))
        : stated;
  }
}
