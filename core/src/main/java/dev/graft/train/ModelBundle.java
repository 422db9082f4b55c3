package dev.graft.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.graft.backbone.StoredPreprocessing;
import dev.graft.files.Digest;
import dev.graft.files.WholeFile;
import dev.graft.files.WholeFolder;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.compute.Compute;
import dev.graft.train.evaluation.Temperature;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A classifier as a folder: {@code model.safetensors}, {@code model.json}, {@code MODEL_CARD.md},
 * and what else the writer puts there. What the JSON says of the weights, and of the other files'
 * SHA-256, is compared with them when they are read; the card is for people, who may edit it.
 */
public final class ModelBundle {

  static final String WEIGHTS = "model.safetensors";
  static final String FACTS = "model.json";
  static final String CARD = "MODEL_CARD.md";

  private static final String FILES = "files";

  /** Grows when a field changes its meaning or goes; new fields leave it. */
  private static final int FORMAT = 1;

  /** A thousand classes take 20 kB. */
  private static final long MOST_FACTS = 16 << 20;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ModelBundle() {}

  /** Writes more files into a model's folder, before it gets its name. */
  @FunctionalInterface
  public interface Attachments {
    /** Writes them into {@code folder}, which has another name by then. */
    void write(Path folder) throws IOException;
  }

  /**
   * Makes the folder {@code folder}: the weights as {@link Classifier#save} writes them, {@code
   * model.json} that says what they are, and {@code MODEL_CARD.md} for people. The folder appears
   * whole or not at all; a model that was there is replaced, a folder of other things is refused.
   *
   * @param facts for {@code model.json}, beside what it says by itself
   * @param card text of the model card
   * @param attachments more files, whose SHA-256 {@code model.json} holds
   */
  public static void write(
      Path folder,
      Classifier classifier,
      Map<String, ?> facts,
      String card,
      Attachments attachments)
      throws IOException {
    try (var use = classifier.use()) {
      refuseOther(folder);
      replace(folder, classifier, facts, card, attachments);
    }
  }

  private static void replace(
      Path folder,
      Classifier classifier,
      Map<String, ?> facts,
      String card,
      Attachments attachments)
      throws IOException {
    WholeFolder.replace(
        folder,
        part -> {
          attachments.write(part);
          Map<String, String> files = digests(part);
          classifier.save(part.resolve(WEIGHTS));
          var all = new LinkedHashMap<String, Object>();
          all.put("format", FORMAT);
          all.put("weights", WEIGHTS);
          all.put("sha256", Digest.sha256(part.resolve(WEIGHTS)));
          all.put(FILES, files);
          all.putAll(essentials(classifier));
          all.putAll(facts);
          WholeFile.write(part.resolve(FACTS), MAPPER.writeValueAsString(all) + "\n");
          WholeFile.write(part.resolve(CARD), card);
        });
  }

  private static Map<String, String> digests(Path folder) throws IOException {
    var digests = new TreeMap<String, String>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        digests.put(file.getFileName().toString(), Digest.sha256(file));
      }
    }
    return digests;
  }

  /**
   * Checks, before hours of training, that {@link #write} would replace nothing but a model: what
   * is replaced is deleted.
   *
   * @throws IOException naming what is in the way
   */
  public static void refuseOther(Path target) throws IOException {
    if (!Files.exists(target) || Files.isRegularFile(target.resolve(FACTS))) {
      return;
    }
    if (!Files.isDirectory(target)) {
      throw new FileAlreadyExistsException(target.toString(), null, "a file is in the way");
    }
    try (Stream<Path> files = Files.list(target)) {
      if (files.findAny().isPresent()) {
        throw new FileSystemException(
            target.toString(), null, "a folder that holds no model is in the way; name another");
      }
    }
  }

  /** What the weights' own header says too. */
  private static Map<String, Object> essentials(Classifier classifier) {
    var essentials = new LinkedHashMap<String, Object>();
    essentials.put("architecture", classifier.architecture().id());
    essentials.put("classes", classifier.classNames());
    Temperature temperature = classifier.calibration();
    essentials.put("temperature", temperature.value());
    if (temperature.images() > 0) {
      essentials.put("temperatureStandardError", temperature.standardError());
      essentials.put("temperatureImages", temperature.images());
      essentials.put("temperatureSource", temperature.source().id());
    }
    essentials.put("preprocessing", StoredPreprocessing.metadata(classifier.preprocessing()));
    return essentials;
  }

  /**
   * Reads a folder.
   *
   * @throws WeightFileException naming the file that is missing, damaged or fits no other
   */
  static Classifier read(Path folder, Compute compute) throws IOException {
    Path file = folder.resolve(FACTS);
    JsonNode facts = facts(file);
    Path weights = folder.resolve(WEIGHTS);
    checkFile(weights, facts.path("sha256").asText("nothing"));
    for (Map.Entry<String, JsonNode> other : facts.path(FILES).properties()) {
      if (!other.getKey().matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")) {
        throw new WeightFileException(file, "it names a file outside: " + other.getKey());
      }
      checkFile(folder.resolve(other.getKey()), other.getValue().asText());
    }
    Classifier classifier = SavedClassifier.read(weights, compute);
    try {
      check(file, facts, classifier);
      return classifier;
    } catch (WeightFileException e) {
      classifier.close();
      throw e;
    }
  }

  private static void checkFile(Path file, String expected) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new WeightFileException(file, "it is missing; " + FACTS + " says it belongs there");
    }
    String digest = Digest.sha256(file);
    if (!expected.equals(digest)) {
      throw new WeightFileException(
          file,
          "its SHA-256 is %s, %s says %s: it is damaged or of another model"
              .formatted(digest, FACTS, expected));
    }
  }

  private static JsonNode facts(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MOST_FACTS) {
      throw new WeightFileException(file, "it is no model's: %d bytes".formatted(size));
    }
    JsonNode facts;
    try {
      facts = MAPPER.readTree(Files.readString(file));
    } catch (JsonProcessingException | java.nio.charset.CharacterCodingException e) {
      throw new WeightFileException(file, "it is not JSON: " + firstLine(e.getMessage()), e);
    }
    if (facts.path("format").asInt() != FORMAT) {
      throw new WeightFileException(
          file,
          "its format is %s, this Graft reads %d"
              .formatted(facts.path("format").asText("none"), FORMAT));
    }
    return facts;
  }

  private static void check(Path file, JsonNode facts, Classifier classifier)
      throws WeightFileException {
    JsonNode own = MAPPER.valueToTree(essentials(classifier));
    for (String key : List.of("architecture", "classes", "temperature", "preprocessing")) {
      if (!own.get(key).equals(facts.get(key))) {
        throw new WeightFileException(
            file,
            "its %s %s are not those of %s, %s"
                .formatted(key, facts.get(key), WEIGHTS, own.get(key)));
      }
    }
  }

  private static String firstLine(String message) {
    return message == null ? "not UTF-8" : message.lines().findFirst().orElse("");
  }
}
