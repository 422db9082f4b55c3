package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.app.serve.Models;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command from its start to Ctrl-C. */
final class ServeCommandTest {

  private static final Pattern ADDRESS = Pattern.compile("at (http://127\\.0\\.0\\.1:\\d+)\\R");

  @TempDir private Path folder;

  @Test
  @Timeout(180)
  void itServesUntilItIsAskedToEnd() throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "signals are sent with kill");
    Path model = Models.write(folder.resolve("flowers.safetensors"), 1);
    Path said = folder.resolve("said.txt");
    Path complaints = folder.resolve("complaints.txt");
    String secret = "0123456789abcdef";
    Path token = pipe(folder.resolve("token"), secret);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.graft.app.cli.Main",
                "serve",
                model.toString(),
                "again=" + model,
                "--port=0",
                "--precision=float32",
                "--token-file=" + token)
            .redirectOutput(said.toFile())
            .redirectError(complaints.toFile())
            .start();
    try {
      Matcher address = ADDRESS.matcher(Files.readString(said));
      while (process.isAlive() && !address.find()) {
        Thread.sleep(50);
        address = ADDRESS.matcher(Files.readString(said));
      }
      assertThat(Files.readString(said)).startsWith("graft: serving flowers, again at http://");
      var request =
          HttpRequest.newBuilder(URI.create(address.group(1) + "/v1/models"))
              .header("Authorization", "Bearer " + secret)
              .build();
      String listed = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
      assertThat(listed).contains("\"flowers\"", "\"again\"", "resnet18_slim");
      assertThat(listed).doesNotContain(folder.toString());
      new ProcessBuilder("kill", "-TERM", String.valueOf(process.pid())).start().waitFor();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(complaints))
        .contains("graft: finishing what was begun", "graft: stopped after 1 requests");
    assertThat(process.exitValue()).isEqualTo(143);
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
    Invocation.of("serve", "m", "--port=70000").failedWith(2, "70000");
    Invocation.of("serve", "m", "--max-pixels=0").failedWith(2, "pixels");
    Invocation.of("serve", folder.resolve("nothing").toString(), "--port=0")
        .failedWith(1, "nothing");
  }
}
