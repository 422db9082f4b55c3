package dev.graft.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.StoredPreprocessing;
import dev.graft.data.image.Preprocessing;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.files.Safetensors;
import dev.graft.torch.files.WeightFile;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.StoredTensor;
import dev.graft.train.evaluation.Temperature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A classifier as one safetensors file: tensors with torchvision's names and shapes, and in the
 * header what else a prediction needs.
 */
final class SavedClassifier {

  private static final String ARCHITECTURE = "architecture";
  private static final String CLASSES = "classes";
  private static final String TEMPERATURE = "temperature";
  private static final String TEMPERATURE_ERROR = "temperature_standard_error";
  private static final String TEMPERATURE_IMAGES = "temperature_images";
  private static final String TEMPERATURE_SOURCE = "temperature_source";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SavedClassifier() {}

  static void write(Path file, Classifier classifier) throws IOException {
    var metadata = new LinkedHashMap<String, String>();
    metadata.put("format", "pt");
    metadata.put(ARCHITECTURE, classifier.architecture().id());
    metadata.put(CLASSES, MAPPER.writeValueAsString(classifier.classNames()));
    Temperature temperature = classifier.calibration();
    metadata.put(TEMPERATURE, Double.toString(temperature.value()));
    if (temperature.images() > 0) {
      metadata.put(TEMPERATURE_ERROR, Double.toString(temperature.standardError()));
      metadata.put(TEMPERATURE_IMAGES, Integer.toString(temperature.images()));
      metadata.put(TEMPERATURE_SOURCE, temperature.source().id());
    }
    metadata.putAll(StoredPreprocessing.metadata(classifier.preprocessing()));
    Safetensors.write(file, classifier.stored(), metadata);
  }

  /** The backbone alone, in half precision. */
  static void writeBackbone(
      Path file, Classifier classifier, int inputSize, Map<String, String> notes)
      throws IOException {
    Architecture architecture = classifier.architecture();
    Preprocessing own = classifier.preprocessing();
    var metadata = new LinkedHashMap<String, String>();
    metadata.put("format", "pt");
    metadata.put(ARCHITECTURE, architecture.id());
    metadata.putAll(
        StoredPreprocessing.metadata(Preprocessing.squash(inputSize, own.mean(), own.std())));
    metadata.putAll(notes);
    String head = architecture.headName() + ".";
    List<StoredTensor> backbone =
        classifier.stored().stream()
            .filter(stored -> !stored.name().startsWith(head))
            .map(StoredTensor::toHalf)
            .toList();
    Safetensors.write(file, backbone, metadata);
  }

  /** A classifier that predicts with {@code compute}. */
  static Classifier read(Path path, Compute compute) throws IOException {
    WeightFile file = WeightFile.read(path);
    String id = file.metadata().get(ARCHITECTURE);
    String classes = file.metadata().get(CLASSES);
    if (id == null || classes == null) {
      throw new WeightFileException(
          path, "it holds weights but no class names: only files that Graft saved can be loaded");
    }
    try {
      Architecture architecture = Architecture.stored(id, file);
      List<String> names = MAPPER.readValue(classes, new TypeReference<List<String>>() {});
      if (names == null || names.size() < 2 || names.contains(null)) {
        throw new WeightFileException(path, "no saved classifier: its classes are " + names);
      }
      Preprocessing preprocessing = StoredPreprocessing.of(file, architecture);
      architecture.requireSize(preprocessing.inputSize());
      Temperature temperature = temperature(path, file.metadata());
      Weights weights = Weights.of(architecture.entries(names.size()), file);
      return new Classifier(
          architecture,
          weights,
          preprocessing,
          names,
          temperature,
          Classifier.Frozen.NONE,
          compute);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new WeightFileException(path, "no saved classifier: " + e.getMessage(), e);
    }
  }

  /** What it rests on is not in the files of older versions. */
  private static Temperature temperature(Path path, Map<String, String> metadata)
      throws WeightFileException {
    String text = metadata.getOrDefault(TEMPERATURE, "1");
    double value = Double.parseDouble(text);
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new WeightFileException(
          path, "no saved classifier: its temperature is " + text + ", which must be above 0");
    }
    return new Temperature(
        value,
        Double.parseDouble(metadata.getOrDefault(TEMPERATURE_ERROR, "0")),
        Integer.parseInt(metadata.getOrDefault(TEMPERATURE_IMAGES, "0")),
        Temperature.Source.named(
            metadata.getOrDefault(TEMPERATURE_SOURCE, Temperature.Source.VALIDATION.id())));
  }
}
