package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Trainings killed at random moments, each gone on with until it ends, end with the numbers of one
 * that was not. {@code -Dgraft.kills=30} does it for so many in each precision.
 */
@Tag("precision")
final class KillTest {

  private static final int KILLS = Integer.getInteger("graft.kills", 3);

  /** About what the child trains for; moments after its end are tried again, sooner. */
  private static final int TRAINING_MILLIS = 2000;

  private static final List<String> STRATEGIES =
      List.of("feature-extract", "partial:layer4", "fine-tune");

  @TempDir Path folder;

  private final Random random = new Random(20);
  private final Map<Kind, End> references = new HashMap<>();
  private final List<String> moments = new ArrayList<>();

  private record Kind(String strategy, String precision) {}

  /** What must not differ: the runs' figures and the weights' SHA-256. */
  private record End(List<JsonNode> numbers, String weights) {}

  @ParameterizedTest
  @EnumSource(Precision.class)
  @Timeout(3600)
  void killedTrainingsEndAsOthersDo(Precision precision) throws Exception {
    Needs.precision(precision);
    Path images = Material.images(folder.resolve("shapes"), 9);
    int resumed = 0;
    for (int i = 0; i < KILLS; i++) {
      var kind = new Kind(STRATEGIES.get(i % 3), precision.id());
      Path out = folder.resolve("killed" + i);
      boolean cached = i % 2 == 1;
      List<String> first = line(images, kind, out, cached);
      kill(first, out, 0);
      if (hasState(out) && random.nextInt(3) == 0) {
        kill(List.of("train", "--resume", out.toString()), out, 0);
      }
      List<String> last =
          hasState(out) ? List.of("train", "--resume", out.toString()) : with(first, "--overwrite");
      resumed += hasState(out) ? 1 : 0;
      Invocation.of(last.toArray(String[]::new)).succeeded();
      assertThat(Stopped.names(out))
          .containsExactly(
              "model", "plots", "report.html", "report.json", "report.md", "run.json", "run.md");
      assertThat(end(out)).as("%s, killed %s", kind, moments).isEqualTo(reference(images, kind));
    }
    assertThat(resumed).isPositive();
    System.out.printf("%d killed, %d of them resumed: %s%n", KILLS, resumed, moments);
  }

  private End reference(Path images, Kind kind) throws IOException {
    if (!references.containsKey(kind)) {
      Path out = folder.resolve("reference" + references.size());
      Invocation.of(line(images, kind, out, false).toArray(String[]::new)).succeeded();
      references.put(kind, end(out));
    }
    return references.get(kind);
  }

  private static End end(Path out) throws IOException {
    JsonNode model = new ObjectMapper().readTree(out.resolve("model/model.json").toFile());
    assertThat(model.path("sha256").asText()).hasSize(64);
    return new End(Stopped.numbers(out.resolve("run.json")), model.path("sha256").asText());
  }

  private List<String> line(Path images, Kind kind, Path out, boolean cached) {
    return List.of(
        "train",
        images.toString(),
        "--strategy=" + kind.strategy(),
        "--precision=" + kind.precision(),
        "--backbone=resnet18_slim",
        "--epochs=6",
        "--batch-size=8",
        "--input-size=32",
        "--augment=flip",
        "--checkpoint-minutes=0",
        "--feature-cache=" + (cached ? out.resolveSibling(out.getFileName() + "-cache") : "off"),
        "--out=" + out);
  }

  private static List<String> with(List<String> line, String option) {
    var more = new ArrayList<>(line);
    more.add(option);
    return more;
  }

  private static boolean hasState(Path out) {
    return Files.exists(out.resolve("checkpoint").resolve("command.json"));
  }

  /** Starts a child and kills it at a random moment, mostly while it trains. */
  private void kill(List<String> args, Path out, int tries) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx512m", Processor.ofChild(), "-cp", System.getProperty("java.class.path")));
    command.add("dev.graft.app.cli.Main");
    command.addAll(args);
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said.txt").toFile());
    builder.environment().put("GRAFT_HOME", folder.resolve("home").toString());
    boolean anywhere = random.nextInt(6) == 0;
    int millis = random.nextInt(TRAINING_MILLIS >> Math.min(tries, 10)) + 1;
    Process child = builder.start();
    boolean alive;
    try {
      Path begun = out.resolve("checkpoint");
      while (!anywhere && child.isAlive() && !Files.exists(begun)) {
        child.waitFor(5, TimeUnit.MILLISECONDS);
      }
      alive = !child.waitFor(millis, TimeUnit.MILLISECONDS);
    } finally {
      child.destroyForcibly().waitFor(); // SIGKILL
    }
    if (!alive) {
      assertThat(child.exitValue()).as(Files.readString(folder.resolve("said.txt"))).isZero();
      if (args.contains("--resume")) {
        return; // it had ended: nothing is left to kill
      }
      kill(args.contains("--overwrite") ? args : with(args, "--overwrite"), out, tries + 1);
      return;
    }
    moments.add("%d ms %s".formatted(millis, anywhere ? "from the start" : "into the training"));
  }
}
