package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.WeightFileException;
import dev.graft.train.evaluation.Prediction;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelBundleTest {

  private static final ImageSource IMAGES = Tiny.images(12, 1);

  @TempDir private Path folder;
  private Path model;
  private Prediction before;

  @BeforeEach
  void save() throws IOException {
    model = folder.resolve("model");
    try (Classifier classifier = trained(0)) {
      before = classifier.predict(IMAGES.image(5));
      ModelBundle.write(
          model,
          classifier,
          Map.of("note", "\"größer\" | 大"),
          "# Card\n",
          part -> Files.writeString(part.resolve("more.bin"), "more"));
    }
  }

  private Classifier trained(long seed) throws IOException {
    try (Backbone backbone = Tiny.backbone(Architecture.named("resnet18"), folder);
        var trainer =
            new Trainer(
                IMAGES, Optional.empty(), backbone, TrainSettings.defaults(), event -> {})) {
      var rates = new Strategy.Rates(1, 1e-2, 1e-3);
      Strategy strategy = Strategy.featureExtract(Architecture.named("resnet18"), rates);
      return trainer.train("test", strategy, seed).classifier();
    }
  }

  @Test
  void itIsReadAsItWasWritten() throws IOException {
    try (Classifier loaded = Classifier.load(model)) {
      assertThat(loaded.classNames()).isEqualTo(IMAGES.classNames());
      assertThat(loaded.predict(IMAGES.image(5))).isEqualTo(before);
    }
    assertThat(model.resolve("MODEL_CARD.md")).hasContent("# Card");
    assertThat(model.resolve("model.json")).content().contains("\\\"größer\\\" | 大");
  }

  @Test
  void anOlderOneIsReplacedAndNothingElseStays() throws IOException {
    Files.writeString(model.resolve("left.txt"), "from before");
    Files.createDirectories(folder.resolve(".model.part")); // of a killed run
    Files.writeString(folder.resolve(".model.part").resolve("model.json"), "{");
    try (Classifier other = trained(1)) {
      ModelBundle.write(model, other, Map.of(), "another", part -> {});
      try (Classifier loaded = Classifier.load(model)) {
        assertThat(loaded.predict(IMAGES.image(5))).isEqualTo(other.predict(IMAGES.image(5)));
      }
    }
    assertThat(model)
        .isDirectoryNotContaining(path -> path.getFileName().toString().equals("left.txt"));
    assertThat(folder)
        .isDirectoryNotContaining(path -> path.getFileName().toString().startsWith(".model"));
  }

  @Test
  void aFolderOfOtherThingsIsLeftAlone() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    Path photo = Files.writeString(photos.resolve("1.jpg"), "dear");
    Path empty = Files.createDirectories(folder.resolve("empty"));
    try (Classifier classifier = Classifier.load(model)) {
      for (Path inTheWay : List.of(photos, photo)) {
        assertThatThrownBy(() -> ModelBundle.write(inTheWay, classifier, Map.of(), "", part -> {}))
            .isInstanceOf(IOException.class)
            .hasMessageContainingAll(inTheWay.toString(), "in the way");
      }
      assertThat(photo).hasContent("dear");
      ModelBundle.write(empty, classifier, Map.of(), "", part -> {});
    }
    Classifier.load(empty).close();
  }

  @Test
  void aClosedOneSaysSo() throws IOException {
    Classifier classifier = Classifier.load(model);
    classifier.predict(IMAGES.image(0));
    classifier.close();
    classifier.close();
    assertThatThrownBy(() -> classifier.predict(IMAGES.image(0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  /** What to put in place of what, in the JSON; and words of the error. */
  @ParameterizedTest
  @CsvSource({
    "'\"red\"', '\"rot\"', classes",
    "resnet18, resnet34, architecture",
    "'\"input_size\" : \"32\"', '\"input_size\" : \"64\"', preprocessing",
    "'\"format\" : 1', '\"format\" : 99', 99",
    "'\"sha256\" : \"', '\"sha256\" : \"0', SHA-256",
    "'{', '[', not JSON"
  })
  void whatDoesNotFitIsNamed(String there, String instead, String word) throws IOException {
    Path facts = model.resolve("model.json");
    String text = Files.readString(facts);
    assertThat(text).contains(there);
    Files.writeString(facts, text.replace(there, instead));
    refused("model.", word);
  }

  @ParameterizedTest
  @CsvSource({"model.json, model.json", "model.safetensors, missing", "more.bin, missing"})
  void aMissingFileIsNamed(String file, String word) throws IOException {
    Files.delete(model.resolve(file));
    refused(word, word);
  }

  @Test
  void damagedOrExchangedWeightsAreNamed() throws IOException {
    Path weights = model.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    Files.write(weights, bytes);
    refused("model.safetensors", "damaged or of another model");
    Path other = folder.resolve("other.safetensors");
    try (Classifier classifier = trained(1)) {
      classifier.save(other);
    }
    Files.copy(other, weights, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    refused("model.safetensors", "damaged or of another model");
    Files.write(weights, new byte[0]);
    refused("model.safetensors", "SHA-256");
  }

  @Test
  void otherFilesAreCheckedToo() throws IOException {
    Files.writeString(model.resolve("more.bin"), "less");
    refused("more.bin", "damaged or of another model");
    Path facts = model.resolve("model.json");
    String text = Files.readString(facts);
    Files.writeString(facts, text.replace("\"more.bin\"", "\"../more.bin\""));
    refused("model.json", "names a file outside");
  }

  @Test
  void deepOrLargeJsonIsRefusedInLittleMemory() throws IOException {
    Path facts = model.resolve("model.json");
    Files.writeString(facts, "[".repeat(1 << 20));
    refused("model.json", "not JSON");
    try (var file = new java.io.RandomAccessFile(facts.toFile(), "rw")) {
      file.setLength(1L << 40); // a hole, which takes no disk
    } catch (IOException e) {
      return; // this file system has no files of that size
    }
    refused("model.json", "1099511627776");
  }

  private void refused(String... words) {
    assertThatThrownBy(() -> Classifier.load(model).close())
        .isInstanceOf(WeightFileException.class)
        .hasMessageContainingAll(words);
  }
}
