package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.torch.WeightFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPlaceTest {

  @TempDir Path results;

  private Path model(String name) throws IOException {
    Path folder = Files.createDirectories(results.resolve(name));
    Files.writeString(folder.resolve("model.json"), "{}");
    return folder;
  }

  @Test
  void aFileAndAModelsFolderStandForThemselves() throws IOException {
    Path file = results.resolve("a.safetensors");
    assertThat(ModelPlace.of(file)).as("also where nothing is").isEqualTo(file);
    Path model = model("model");
    assertThat(ModelPlace.of(model)).isEqualTo(model);
  }

  @Test
  void resultsStandForTheModelAmongThem() throws IOException {
    model("models/probe");
    Path model = model("model");
    assertThat(ModelPlace.of(results)).isEqualTo(model);
  }

  @Test
  void ofSeveralModelsNoneIsTaken() throws IOException {
    Path one = model("models/fine-tune");
    Path two = model("models/probe");
    refused("none", "no model that was picked", "one of its 2: " + one + ", " + two);
  }

  @Test
  void resultsWithoutAModelSayWhy() throws IOException {
    refused("none", "no model.json", "--out");
    refused("run.json", "train again");
    refused("lesson.json", "the lesson keeps no model", "graft train");
    refused("curve.json", "a learning curve keeps no model", "graft train");
    refused("comparison.json", "--no-model", "--keep-models", "graft train");
    refused("checkpoint/command.json", "was stopped", "--resume " + results);
  }

  private void refused(String file, String... words) throws IOException {
    Path there = results.resolve(file);
    Files.createDirectories(there.getParent());
    Files.writeString(there, "{}");
    assertThatThrownBy(() -> ModelPlace.of(results))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining(results.toString())
        .hasMessageContainingAll(words);
  }
}
