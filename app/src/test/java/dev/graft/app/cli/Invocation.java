package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.terminal.Screen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A command line that was run in this process: its exit code and what it said. */
public record Invocation(int code, String out, String err) {

  /** Runs {@code args} with an environment that knows no caches but an empty one of Graft's. */
  public static Invocation of(String... args) {
    try {
      Path home = Files.createTempDirectory("graft-home");
      try {
        return of(Map.of("GRAFT_HOME", home.toString(), "HOME", "/dev/null/none"), args);
      } finally {
        delete(home);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  public static Invocation of(Map<String, String> environment, String... args) {
    return on(Screen.none(), environment, args);
  }

  /** The same where somebody watches. */
  public static Invocation on(Screen screen, Map<String, String> environment, String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            screen,
            environment);
    int code = Main.execute(console, args);
    return new Invocation(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Asserts that it failed with that code and said so in one line holding these words. */
  public void failedWith(int expected, String... words) {
    assertThat(complaints()).startsWith("graft: ").contains(words);
    assertThat(complaints().strip().lines()).as("one line").hasSize(1);
    assertThat(code).isEqualTo(expected);
  }

  /** Asserts that it ended well. */
  public Invocation succeeded() {
    assertThat(complaints()).doesNotContain("graft: ");
    assertThat(code).isZero();
    return this;
  }

  /** What it complained of, but for the smallness of classes: tests have few images on purpose. */
  private String complaints() {
    return err.lines()
        .filter(line -> !line.matches("graft: warning: .* fewer than 20 (training )?images, .*"))
        .collect(Collectors.joining("\n"));
  }

  /** What it printed, line by line. */
  List<String> lines() {
    return out.lines().toList();
  }
}
