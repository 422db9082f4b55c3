package dev.graft.torch.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.backbone.WeightLocator;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.tensors.StoredTensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads what PyTorch itself writes, where a Python with PyTorch and torchvision is present. */
class TorchSavedFilesTest {

  private static final Path PYTHON = Path.of("/usr/bin/python3");

  @TempDir static Path folder;

  @BeforeAll
  static void save() throws Exception {
    assumeTrue(Files.isExecutable(PYTHON) && run("-c", "import torch, torchvision") == 0);
    Path script = folder.resolve("save_weights.py");
    try (InputStream in = TorchSavedFilesTest.class.getResourceAsStream("save_weights.py")) {
      Files.copy(in, script);
    }
    assertThat(run(script.toString(), folder.toString())).isZero();
  }

  private static int run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(PYTHON.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }

  @TestFactory
  List<DynamicTest> everyTensorIsBitForBitWhatPyTorchSaved() throws IOException {
    JsonNode expected = new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
    List<DynamicTest> tests = new ArrayList<>();
    expected
        .properties()
        .forEach(e -> tests.add(DynamicTest.dynamicTest(e.getKey(), () -> check(e))));
    assertThat(tests).hasSize(19);
    return tests;
  }

  private static void check(Map.Entry<String, JsonNode> expected) throws IOException {
    WeightFile file = WeightFile.read(folder.resolve(expected.getKey()));
    List<String> names = new ArrayList<>();
    expected.getValue().fieldNames().forEachRemaining(names::add);
    assertThat(file.tensors().keySet()).containsExactlyElementsOf(names);
    for (StoredTensor tensor : file.tensors().values()) {
      JsonNode want = expected.getValue().get(tensor.name());
      assertThat(tensor.type().name()).as(tensor.name()).isEqualTo(want.get(0).asText());
      List<Long> shape = new ArrayList<>();
      want.get(1).forEach(length -> shape.add(length.asLong()));
      assertThat(tensor.shape()).as(tensor.name()).containsExactly(shape.toArray(Long[]::new));
      CRC32 crc = new CRC32();
      crc.update(tensor.bytes());
      assertThat(crc.getValue()).as(tensor.name()).isEqualTo(want.get(2).asLong());
    }
  }

  @Test
  void averagedWeightsStandUnderTheirKey() throws IOException {
    Path path = folder.resolve("checkpoint.zip.bin");
    WeightFile plain = WeightFile.read(path).below("model.");
    WeightFile averaged = WeightFile.read(path).below("model_ema.");
    float[] once = plain.tensors().get("classifier.1.weight").floats();
    float[] twice = averaged.tensors().get("classifier.1.weight").floats();
    assertThat(twice).hasSameSizeAs(once);
    for (int i = 0; i < once.length; i++) {
      assertThat(twice[i]).isEqualTo(2 * once[i]);
    }
  }

  @Test
  void checkpointsOfTrainingProgramsAreBackbones() throws IOException {
    Path checkpoint = folder.resolve("training.ckpt");
    var locator = WeightLocator.create(Map.of(), true, (received, total) -> {});
    try (Backbone plain = backbone(locator, checkpoint + "#state_dict");
        Backbone averaged = backbone(locator, checkpoint + "#model_ema")) {
      double[] once = plain.weights().get("conv1.weight").doubles();
      double[] twice = averaged.weights().get("conv1.weight").doubles();
      for (int i = 0; i < once.length; i++) {
        assertThat(twice[i]).isEqualTo(2 * once[i]);
      }
    }
    assertThatThrownBy(() -> backbone(locator, checkpoint + "#ema"))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining(
            "name one of training.ckpt#model_ema.module, training.ckpt#state_dict.model");
    assertThatThrownBy(() -> backbone(locator, checkpoint.toString()))
        .hasMessageContaining("holds weights of resnet18 more than once");
  }

  private static Backbone backbone(WeightLocator locator, String weights) throws IOException {
    return Backbone.load(
        Architecture.named("resnet18"),
        locator.locate(Architecture.named("resnet18"), Optional.of(weights)));
  }

  @Test
  void everyFloatingTypeConverts() throws IOException {
    Map<String, StoredTensor> views = WeightFile.read(folder.resolve("views.zip.bin")).tensors();
    for (String name : List.of("F64", "F32", "F16", "BF16")) {
      assertThat(views.get(name).floats()).as(name).containsExactly(0, 3, 1, 100, 2, 127);
      assertThat(views.get(name).doubles()).as(name).containsExactly(0, 3, 1, 100, 2, 127);
    }
    for (String name : List.of("I64", "I32", "I16", "I8", "U8")) {
      assertThat(views.get(name).longs()).as(name).containsExactly(0, 3, 1, 100, 2, 127);
    }
    assertThat(views.get("BOOL").longs()).containsExactly(0, 1, 1, 1, 1, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "module.zip.bin, torch.save(model.state_dict(), file)",
    "module.zip.bin, torchvision.models.resnet.ResNet",
    "module.legacy.bin, holds a whole pickled model",
    "script.zip.bin, TorchScript",
    "list.zip.bin, no dictionary of tensors",
    "complex.zip.bin, torch.ComplexFloatStorage",
    "huge.zip.bin, unfold to far more bytes"
  })
  void whatIsNoStateDictIsExplained(String file, String reason) {
    assertThatThrownBy(() -> WeightFile.read(folder.resolve(file)))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining(file)
        .hasMessageContaining(reason);
  }
}
