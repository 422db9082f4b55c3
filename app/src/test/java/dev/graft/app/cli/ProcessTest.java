package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a process of its own can show. */
public final class ProcessTest {

  @TempDir Path folder;

  /** The command line of a Java process with the classes of the tests. */
  public static List<String> java(String... more) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx512m", Processor.ofChild(), "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(more));
    return command;
  }

  @Test
  @Timeout(300)
  void ctrlCKeepsWhatIsFinished() throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "signals are sent with kill");
    Path images = Material.images(folder.resolve("shapes"), 8);
    Path weights = Material.weights(folder.resolve("mobilenet.safetensors"));
    Path out = folder.resolve("out");
    Path said = folder.resolve("said.txt");
    Path complaints = folder.resolve("complaints.txt");
    // A shell's background job ignores Ctrl-C and so do its children: there, the polite end.
    boolean ignored = ignoresCtrlC();
    Process process =
        new ProcessBuilder(
                java(
                    "dev.graft.app.cli.Main",
                    "compare",
                    images.toString(),
                    "--backbone=mobilenet_v2",
                    "--weights=" + weights,
                    "--strategies=feature-extract,fine-tune",
                    "--epochs=300",
                    "--folds=off",
                    "--input-size=32",
                    "--cache-limit=1G",
                    "--feature-cache=off",
                    "--out=" + out))
            .redirectOutput(said.toFile())
            .redirectError(complaints.toFile())
            .start();
    try {
      while (process.isAlive() && !Files.readString(said).contains("fine-tune, seed 0")) {
        Thread.sleep(50);
      }
      new ProcessBuilder("kill", ignored ? "-TERM" : "-INT", String.valueOf(process.pid()))
          .start()
          .waitFor();
      assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(complaints))
        .contains("graft: interrupted with 1 of 2 runs finished; kept in " + out);
    assertThat(process.exitValue()).isEqualTo(ignored ? 143 : 130);
    var json = new ObjectMapper().readTree(out.resolve("comparison.json").toFile());
    assertThat(json.path("complete").asBoolean()).isFalse();
    assertThat(json.path("runs")).hasSize(1);
    assertThat(json.path("runs").path(0).path("epochs")).hasSize(300);
  }

  private static boolean ignoresCtrlC() throws IOException {
    String mask =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring(7).strip())
            .findFirst()
            .orElse("0");
    return (Long.parseUnsignedLong(mask, 16) & 0b10) != 0; // SIGINT is signal 2
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "compare --help", "models"})
  @Timeout(60)
  void whatNeedsNoTensorLoadsNoNativeLibrary(String line) throws Exception {
    Path log = folder.resolve("classes.txt");
    var args = new ArrayList<>(java("-Xlog:class+load:file=" + log, "dev.graft.app.cli.Main"));
    args.addAll(List.of(line.split(" ", -1)));
    Process process = new ProcessBuilder(args).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(Files.readString(log)).contains("dev.graft.app.cli.Main");
    assertThat(Files.readAllLines(log)).noneMatch(loaded -> loaded.contains("org.bytedeco"));
  }
}
