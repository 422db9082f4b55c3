package dev.graft.torch.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.torch.MeasuredSpeed;
import dev.graft.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RememberedSpeedTest {

  private static final MeasuredSpeed RESULT =
      new MeasuredSpeed(
          List.of(
              new MeasuredSpeed.Rate(Precision.FLOAT32, 2, 150.5, 120),
              new MeasuredSpeed.Rate(Precision.BFLOAT16, 2, 300, 1 / 3.0)));

  @TempDir Path folder;

  @Test
  void whatWasKeptIsFoundAgainOnThatMachineAlone() throws IOException {
    var probe = new RememberedSpeed(folder.resolve("new/machine.json"));
    assertThat(probe.find("mine")).isEmpty();
    assertThat(probe.keep("mine", RESULT)).isTrue();
    assertThat(probe.find("mine")).contains(RESULT);
    assertThat(probe.find("another")).isEmpty();
    try (var files = Files.list(folder.resolve("new"))) {
      assertThat(files).as("no part is left").containsExactly(probe.file());
    }
  }

  @Test
  void theFileOfTheFirstVersionIsReadAndWrittenAlike() throws IOException {
    String first =
        """
        {
          "mine" : [ {
            "precision" : "float32",
            "threads" : 2,
            "forward" : 150.5,
            "training" : 120.0
          }, {
            "precision" : "bfloat16",
            "threads" : 2,
            "forward" : 300.0,
            "training" : 0.3333333333333333
          } ]
        }
        """;
    var probe = new RememberedSpeed(folder.resolve("machine.json"));
    Files.writeString(probe.file(), first);
    assertThat(probe.find("mine")).contains(RESULT);
    assertThat(probe.keep("mine", RESULT)).isTrue();
    assertThat(probe.file()).hasContent(first);
  }

  @Test
  void machinesShareAFile() {
    var probe = new RememberedSpeed(folder.resolve("machine.json"));
    var other = new MeasuredSpeed(RESULT.rates().subList(0, 1));
    probe.keep("mine", other);
    probe.keep("another", other);
    probe.keep("mine", RESULT);
    assertThat(probe.find("mine")).contains(RESULT);
    assertThat(probe.find("another")).contains(other);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"mine\": [{\"precision\": \"flo",
        "[1, 2]",
        "{\"mine\": \"fast\"}",
        "{\"mine\": []}",
        "{\"mine\": [{\"precision\": \"float8\", \"threads\": 2, \"forward\": 1, \"training\": 1}]}",
        "{\"mine\": [{\"precision\": \"float32\", \"threads\": 2, \"forward\": -1}]}"
      })
  void aDamagedFileIsAsGoodAsNoneAndWrittenAnew(String text) throws IOException {
    var probe = new RememberedSpeed(folder.resolve("machine.json"));
    Files.writeString(probe.file(), text);
    assertThat(probe.find("mine")).isEmpty();
    assertThat(probe.keep("mine", RESULT)).isTrue();
    assertThat(probe.find("mine")).contains(RESULT);
  }

  @Test
  void whereNothingCanBeWrittenNothingIsKept() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    var probe = new RememberedSpeed(file.resolve("machine.json"));
    assertThat(probe.keep("mine", RESULT)).isFalse();
    assertThat(probe.find("mine")).isEmpty();
  }
}
