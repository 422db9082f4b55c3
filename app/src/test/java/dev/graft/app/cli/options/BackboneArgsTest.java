package dev.graft.app.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.terminal.Screen;
import dev.graft.app.cli.values.UsageException;
import dev.graft.backbone.Backbone;
import dev.graft.data.image.Preprocessing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class BackboneArgsTest {

  @TempDir private Path home;

  @Command
  private static final class Line {
    @CommandLine.Mixin private BackboneArgs backbone;
  }

  private Backbone load(String... options) throws IOException {
    var line = new Line();
    new CommandLine(line).parseArgs(options);
    var silent = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    var console = new Console(silent, silent, Screen.none(), Map.of("GRAFT_HOME", home.toString()));
    return line.backbone.load(true, console);
  }

  @Test
  void whatIsSquashedCanBeCut() throws IOException {
    try (Backbone backbone =
        load("--backbone=resnet18_slim", "--fit=squash", "--input-size=32", "--resize=40")) {
      Preprocessing seen = backbone.preprocessing();
      assertThat(seen.fit()).isEqualTo(Preprocessing.Fit.SQUASH);
      assertThat(seen.resize()).isEqualTo(40);
      assertThat(seen.inputSize()).isEqualTo(32);
    }
  }

  @Test
  void sizesOfTestsThatNobodyStatesAreWrongUsage() {
    assertThatThrownBy(() -> load("--backbone=resnet18_slim", "--test-size"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("leave --test-size out");
  }
}
