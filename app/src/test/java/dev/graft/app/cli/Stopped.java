package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Commands that are stopped, and what must be the same after they went on. */
public final class Stopped {

  private static final Set<String> TIMES =
      Set.of(
          "seconds",
          "validationSeconds",
          "imagesPerSecond",
          "stepTimes",
          "secondsPerEpoch",
          "totalSeconds");

  /** Words about how it went, and a figure of the process: no part of what was computed. */
  private static final Set<String> CIRCUMSTANCES =
      Set.of("cache", "foundFeatures", "foundSeconds", "peakMemoryBytes");

  private Stopped() {}

  /** Runs a command line in this process and presses Ctrl-C once {@code file} is there. */
  public static Invocation when(Path file, String... args) throws InterruptedException {
    var ended = new AtomicReference<Invocation>();
    var command = new Thread(() -> ended.set(Invocation.of(args)), "command");
    command.start();
    while (command.isAlive() && !Files.exists(file)) {
      command.join(5);
    }
    while (command.isAlive()) {
      command.interrupt();
      command.join(50);
    }
    return ended.get();
  }

  /** The runs of a result without their times. */
  public static List<JsonNode> numbers(Path json) throws IOException {
    JsonNode root = new ObjectMapper().readTree(json.toFile());
    assertThat(root.path("complete").asBoolean()).as("%s is complete", json).isTrue();
    var runs = new ArrayList<JsonNode>();
    for (JsonNode run : root.path("runs")) {
      ((ObjectNode) run).remove(TIMES).remove(CIRCUMSTANCES);
      run.path("epochs").forEach(epoch -> ((ObjectNode) epoch).remove(TIMES));
      runs.add(run);
    }
    assertThat(runs).isNotEmpty();
    return runs;
  }

  /** Names of what lies in a folder of results. */
  public static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
