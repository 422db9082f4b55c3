package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.app.cli.options.FastestSetting;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.terminal.Screen;
import dev.graft.app.cli.values.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said, and done instead, on a processor that has no instructions for bfloat16. */
@Tag("precision")
final class UnavailablePrecisionTest {

  private static final String LACKS =
      "this processor has no instructions for bfloat16 (graft.processor is baseline)";

  @TempDir static Path folder;
  private static Path images;
  private static Path results;
  private static Path model;

  /** A model whose folder says that it was trained in bfloat16, as elsewhere it would have been. */
  @BeforeAll
  static void train() throws IOException {
    images = Material.images(folder.resolve("shapes"), 8);
    results = folder.resolve("trained");
    Invocation.of(line(results, "--epochs=1", "--precision=float32")).succeeded();
    model = results.resolve("model");
    Path facts = model.resolve("model.json");
    replace(facts, "\"precision\" : \"float32\"", "\"precision\" : \"bfloat16\"");
  }

  private static void replace(Path file, String then, String now) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(then);
    Files.writeString(file, text.replace(then, now));
  }

  private static String[] line(Path out, String... more) {
    var line = new ArrayList<>(List.of("train", images.toString(), "--backbone=resnet18_slim"));
    line.addAll(List.of("--input-size=32", "--batch-size=8", "--feature-cache=off"));
    line.addAll(List.of("--out=" + out));
    line.addAll(List.of(more));
    return line.toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train nowhere",
        "compare nowhere",
        "compare nowhere --budget=5m",
        "curve nowhere",
        "lesson --data=nowhere",
        "pretrain",
        "inspect demo:"
      })
  void whatTrainsOrLooksThroughABackboneRefusesIt(String command) {
    var line = new ArrayList<>(List.of(command.split(" ", -1)));
    line.add("--precision=bfloat16");
    try (var processor = Processor.baseline()) {
      Invocation.of(line.toArray(String[]::new))
          .failedWith(
              Failure.USAGE,
              "graft: --precision bfloat16: " + LACKS + "; use --precision float32, or auto");
    }
  }

  @Test
  void autoTakesFloat32AndSaysWhy() throws IOException {
    Path out = folder.resolve("auto");
    try (var processor = Processor.baseline()) {
      Invocation done = Invocation.of(line(out, "--epochs=1", "--threads=1")).succeeded();
      assertThat(done.out())
          .contains(", float32\n", "Precision ", "float32, because this processor has no");
    }
    JsonNode record = json(out.resolve("run.json"));
    assertThat(record.at("/settings/precision").asText()).isEqualTo("float32");
    assertThat(record.at("/environment/probe")).hasSize(1);
    assertThat(record.at("/environment/probe/0/precision").asText()).isEqualTo("float32");
    assertThat(out.resolve("run.md"))
        .content()
        .contains("precision: float32, because the processor has no instructions for bfloat16");
  }

  @Test
  void modelsTrainedInItArePredictedInFloat32AndThatIsSaidOnce() {
    Invocation reference =
        Invocation.of("predict", model.toString(), images.toString(), "--precision=float32");
    reference.succeeded();
    String trained = "graft: " + model + ", trained in bfloat16: " + LACKS;
    for (String precision : List.of("auto", "bfloat16")) {
      Invocation done = onBaseline("predict", model, "--precision=" + precision, "--threads=2");
      assertThat(done.code()).isZero();
      assertThat(done.out()).isEqualTo(reference.out());
      String said = precision.equals("auto") ? trained : "graft: --precision bfloat16: " + LACKS;
      assertThat(done.err().lines().filter(line -> line.contains("bfloat16 (")))
          .singleElement()
          .asString()
          .startsWith(said)
          .endsWith("; it is computed in float32, whose last digits differ");
    }
    assertThat(onBaseline("predict", model, "--precision=float32").err())
        .as("whoever asks for float32 knows")
        .doesNotContain("bfloat16");
    assertThat(onBaseline("predict", results, "--threads=2").err())
        .as("named by the folder of results")
        .contains("graft: " + results + ", trained in bfloat16: " + LACKS);
  }

  private static Invocation onBaseline(String command, Path trained, String... more) {
    var line = new ArrayList<>(List.of(command, trained.toString(), images.toString()));
    line.addAll(List.of(more));
    try (var processor = Processor.baseline()) {
      return Invocation.of(line.toArray(String[]::new));
    }
  }

  @Test
  void theyAreEvaluatedInFloat32AndThatIsSaidOnce() {
    Invocation done = onBaseline("evaluate", model, "--threads=2");
    assertThat(done.code()).isZero();
    assertThat(done.err().lines().filter(line -> line.contains(LACKS))).hasSize(1);
  }

  @Test
  void theyAreExportedInFloat32AndThatIsSaidOnce() {
    Path file = folder.resolve("model.onnx");
    try (var processor = Processor.baseline()) {
      Invocation done = Invocation.of("export", model.toString(), "--out=" + file);
      assertThat(done.code()).isZero();
      assertThat(done.err().lines().filter(line -> line.contains(LACKS))).hasSize(1);
    }
    assertThat(file).isNotEmptyFile();
  }

  @Test
  @Timeout(180)
  void theyAreServedInFloat32AndThatIsSaidOnce() throws Exception {
    for (String precision : List.of("--precision=auto", "--precision=bfloat16")) {
      Served served;
      try (var processor = Processor.baseline()) {
        served = Served.start(folder, "serve", results.toString(), precision, "--threads=2");
      }
      try (served) {
        assertThat(served.get("/v1/models")).contains("resnet18_slim");
      }
      assertThat(served.complaints().lines().filter(line -> line.contains(LACKS))).hasSize(1);
    }
  }

  /** Whoever shares a home with a machine of the same name must not do as that one can. */
  @Test
  void whatAnotherMachineRemembersIsNotTaken() throws IOException {
    Path home = folder.resolve("home");
    Map<String, String> environment = Map.of("GRAFT_HOME", home.toString());
    String machine;
    try (var processor = Processor.baseline()) {
      machine = FastestSetting.of(Optional.of(1), console(environment)).machine();
    }
    assertThat(machine).contains(" without bfloat16, ");
    String rates =
        """
        [ {"precision":"float32","threads":1,"forward":10,"training":8},
          {"precision":"bfloat16","threads":1,"forward":90,"training":80} ]
        """;
    Files.createDirectories(home);
    Files.writeString(
        home.resolve("machine.json"),
        "{\"%s\": %s, \"%s\": %s}"
            .formatted(machine, rates, machine.replace(" without bfloat16", ""), rates));
    try (var processor = Processor.baseline()) {
      Path out = folder.resolve("remembered");
      Invocation done =
          Invocation.of(environment, line(out, "--epochs=1", "--threads=1")).succeeded();
      assertThat(done.out()).contains("float32, because this processor has no instructions");
      assertThat(json(out.resolve("run.json")).at("/environment/probe")).hasSize(1);
    }
  }

  private static Console console(Map<String, String> environment) {
    var silent = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return new Console(silent, silent, Screen.none(), environment);
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }
}
