package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.app.cli.options.FastestSetting;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.terminal.Screen;
import dev.graft.app.cli.values.Failure;
import dev.graft.torch.MeasuredSpeed;
import dev.graft.torch.Precision;
import dev.graft.torch.tensors.ProcessorSupport;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** In which precision the network computes: as asked for, as remembered, as measured. */
@Tag("precision")
final class PrecisionTest {

  @TempDir Path folder;

  @Test
  void anUnknownPrecisionIsRefusedBeforeAnythingIsLoaded() {
    Invocation.of("compare", "nowhere", "--precision=float16")
        .failedWith(Failure.USAGE, "--precision is one of auto, bfloat16, float32", "float16");
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void whatTheUserAsksForIsDoneWithoutMeasuring(Precision precision) throws IOException {
    Needs.precision(precision);
    Invocation done = train("--precision=" + precision.id(), "--threads=1");
    assertThat(done.out()).contains(", " + precision.id() + "\n").doesNotContain("Precision ");
    JsonNode record = record();
    assertThat(record.at("/settings/precision").asText()).isEqualTo(precision.id());
    assertThat(record.at("/environment/probe").isNull()).isTrue();
    assertThat(record.at("/environment/threads").asInt()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("out/run.md"))).contains("precision: as asked for");
  }

  @Test
  void whatIsSaidIsOfWhatWasChosen() {
    var plain = new MeasuredSpeed.Rate(Precision.FLOAT32, 2, 90.9, 80);
    var both = new MeasuredSpeed.Rate(Precision.BFLOAT16, 2, 82, 72);
    var alone = new MeasuredSpeed.Rate(Precision.BFLOAT16, 1, 198.7, 176);
    assertThat(FastestSetting.describe(new MeasuredSpeed(List.of(plain, both, alone))))
        .isEqualTo("bfloat16, 2.2 times float32's speed here, on 1 thread");
    assertThat(FastestSetting.describe(new MeasuredSpeed(List.of(plain, both))))
        .isEqualTo("float32, because bfloat16 has 0.9 times its speed here");
    assertThat(FastestSetting.describe(new MeasuredSpeed(List.of(plain))))
        .isEqualTo("float32, because this processor has no instructions for bfloat16");
  }

  @ParameterizedTest
  @CsvSource({"5, bfloat16", "0.5, float32"})
  void whatIsRememberedIsTaken(double gain, String precision) throws IOException {
    Needs.bfloat16();
    FastestSetting setting = FastestSetting.of(Optional.of(1), console());
    var rates =
        List.of(
            new MeasuredSpeed.Rate(Precision.FLOAT32, 1, 10, 8),
            new MeasuredSpeed.Rate(Precision.BFLOAT16, 1, 10 * gain, 8 * gain));
    assertThat(setting.memory().keep(setting.machine(), new MeasuredSpeed(rates))).isTrue();
    Invocation done = train("--threads=1");
    assertThat(done.out()).contains(", " + precision + "\n").doesNotContain("Precision ");
    JsonNode record = record();
    assertThat(record.at("/settings/precision").asText()).isEqualTo(precision);
    assertThat(record.at("/environment/probe/0/training").asDouble()).isEqualTo(8);
    assertThat(record.at("/environment/probe/1/precision").asText()).isEqualTo("bfloat16");
    assertThat(record.at("/environment/probe/1/forward").asDouble()).isEqualTo(10 * gain);
    assertThat(Files.readString(folder.resolve("out/run.md")))
        .contains("precision: measured, bfloat16 at %.2f times".formatted(gain));
  }

  @Test
  void whatIsRememberedOfAProcessorWithoutBfloat16IsTaken() throws IOException {
    try (var processor = Processor.baseline()) {
      FastestSetting setting = FastestSetting.of(Optional.of(1), console());
      var alone = new MeasuredSpeed(List.of(new MeasuredSpeed.Rate(Precision.FLOAT32, 1, 10, 8)));
      assertThat(setting.memory().keep(setting.machine(), alone)).isTrue();
      Invocation done = train("--threads=1");
      assertThat(done.out()).contains(", float32\n").doesNotContain("Precision ");
    }
    assertThat(record().at("/environment/probe/0/training").asDouble()).isEqualTo(8);
  }

  @Test
  void whatIsNotRememberedIsMeasuredAndSaid() throws IOException {
    Path file = home().resolve("machine.json");
    Files.createDirectories(home());
    Files.writeString(file, "{ not JSON");
    Invocation done = train("--threads=1");
    boolean both = ProcessorSupport.lacks(Precision.BFLOAT16).isEmpty();
    assertThat(done.out())
        .containsPattern(
            both ? "Precision  ?(bfloat16|float32), .*times" : "Precision  ?float32, because this");
    assertThat(done.lines())
        .allMatch(line -> line.length() <= 80 || line.contains(folder.toString()));
    JsonNode record = record();
    assertThat(record.at("/environment/probe")).hasSize(both ? 2 : 1);
    assertThat(done.out()).contains(record.at("/settings/precision").asText());
  }

  private Path home() {
    return folder.resolve("home");
  }

  private Console console() {
    var silent = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return new Console(silent, silent, Screen.none(), environment());
  }

  private Map<String, String> environment() {
    return Map.of("GRAFT_HOME", home().toString());
  }

  private Invocation train(String... more) throws IOException {
    Path images = Material.images(folder.resolve("shapes"), 5);
    Path weights = Material.weights(folder.resolve("mobilenet.safetensors"));
    var line = new ArrayList<>(List.of("train", images.toString(), "--backbone=mobilenet_v2"));
    line.addAll(List.of("--weights=" + weights, "--input-size=32", "--epochs=1"));
    line.addAll(List.of("--out=" + folder.resolve("out"), "--overwrite"));
    line.addAll(List.of(more));
    return Invocation.of(environment(), line.toArray(String[]::new)).succeeded();
  }

  private JsonNode record() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("out/run.json").toFile());
  }
}
