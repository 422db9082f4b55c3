package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.app.cli.run.CtrlC;
import dev.graft.app.cli.values.ModelNames;
import dev.graft.app.serve.Models;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command from its start to Ctrl-C. */
final class ServeCommandTest {

  @TempDir private Path folder;

  @Test
  @Timeout(180)
  void itServesUntilItIsAskedToEnd() throws Exception {
    Path model = Models.write(folder.resolve("flowers.safetensors"), 1);
    String secret = "0123456789abcdef";
    Path token = pipe(folder.resolve("token"), secret);
    var served =
        Served.start(folder, "serve", model.toString(), "again=" + model, "--token-file=" + token);
    try (served) {
      assertThat(served.said()).startsWith("graft: serving flowers, again at http://");
      String listed = served.get("/v1/models", secret);
      assertThat(listed).contains("\"flowers\"", "\"again\"", "resnet18_slim");
      assertThat(listed).contains("\"neighbours\":0").doesNotContain(folder.toString());
    }
    assertThat(served.complaints())
        .contains(
            "graft: finishing the requests that have begun",
            "graft: stopped after 1" + " requests");
    assertThat(served.exitCode()).isEqualTo(143);
  }

  @Test
  @Timeout(180)
  void itFindsNeighboursAmongTheTrainingImages() throws Exception {
    Path model = Models.write(folder.resolve("flowers.safetensors"), 1);
    Path data = folder.resolve("data");
    for (int i = 0; i < 40; i++) {
      Path file = data.resolve("%s/%02d.png".formatted(i % 2 == 0 ? "red" : "blue", i));
      Files.createDirectories(file.getParent());
      Files.write(file, Models.picture(i));
    }
    Files.writeString(data.resolve("red/broken.jpg"), "no picture");
    String cache = "--feature-cache=" + folder.resolve("cache");
    String[] command = {"serve", model.toString(), "--neighbours=" + data, cache};
    var whole = Served.start(folder, with(command, "--test-fraction=0", "--validation-fraction=0"));
    try (whole) {
      assertThat(whole.get("/v1/models")).contains("\"neighbours\":40");
    }
    assertThat(whole.complaints())
        .contains("graft: red/broken.jpg is left out: ", "among 40 training images of data");
    var part = Served.start(folder, with(command, "--train-limit=9", "--validation-fraction=0"));
    try (part) {
      assertThat(part.get("/v1/models")).containsPattern("\"neighbours\":[89]\\b");
    }
    try (var kept = Files.walk(folder.resolve("cache"))) {
      assertThat(kept.filter(Files::isRegularFile)).as("found, not computed again").hasSize(1);
    }
    var few = Served.start(folder, with(command, "--neighbours-limit=7"));
    try (few) {
      assertThat(few.get("/v1/models")).containsPattern("\"neighbours\":[67]\\b");
    }
  }

  private static String[] with(String[] command, String... more) {
    return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
  }

  /** A file that can be read once, as a shell's {@code <(...)} is. */
  private static Path pipe(Path file, String text) throws Exception {
    new ProcessBuilder("mkfifo", file.toString()).start().waitFor();
    var writer =
        new Thread(
            () -> {
              try {
                Files.writeString(file, text);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    writer.setDaemon(true);
    writer.start();
    return file;
  }

  @Test
  void ctrlCWaitsAsLongAsAnAnswerMayTake() throws Exception {
    Path model = Models.write(folder.resolve("flowers.safetensors"), 1);
    var command =
        new Thread(
            () ->
                Invocation.of(
                    "serve",
                    model.toString(),
                    "--port=0",
                    "--precision=float32",
                    "--answer-time=120"));
    command.start();
    try {
      for (int i = 0; i < 600 && CtrlC.patience().toSeconds() <= 60; i++) {
        Thread.sleep(100);
      }
      assertThat(CtrlC.patience()).isGreaterThan(Duration.ofSeconds(130));
    } finally {
      command.interrupt();
      command.join();
    }
  }

  @Test
  void modelsHaveTheNamesThatPeopleKnow() throws Exception {
    List<ModelNames> names =
        ModelNames.of(
            List.of("runs/photos/model", "runs/x/models/fine-tune", "a.safetensors", "b=c/model"));
    assertThat(names).extracting(ModelNames::name).containsExactly("photos", "fine-tune", "a", "b");
    assertThat(names.get(3).path()).isEqualTo(Path.of("c/model"));
  }

  @Test
  void wrongRequestsAreRefusedBeforeAnythingIsLoaded() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "short");
    Invocation.of("serve", "a/model", "b/a").failedWith(2, "two models are named a", "NAME=");
    Invocation.of("serve", "m", "--host=0.0.0.0").failedWith(2, "0.0.0.0", "--token-file");
    Invocation.of("serve", "m", "--token-file=" + token).failedWith(2, "16 to 1024");
    Invocation.of("serve", "m", "--token-file=" + folder.resolve("none"))
        .failedWith(1, "no such file");
    Invocation.of("serve", "m", "--neighbours-limit=5").failedWith(2, "goes with --neighbours");
    Invocation.of("serve", "m", "--feature-cache=off").failedWith(2, "goes with --neighbours");
    Invocation.of("serve", "m", "--neighbours=d", "--neighbours-limit=0").failedWith(2, "got 0");
    Invocation.of("serve", "m", "--port=70000").failedWith(2, "70000");
    Invocation.of("serve", "m", "--max-pixels=0").failedWith(2, "pixels");
    Invocation.of("serve", folder.resolve("nothing").toString(), "--port=0")
        .failedWith(1, "nothing");
  }
}
