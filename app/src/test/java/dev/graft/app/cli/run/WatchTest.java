package dev.graft.app.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.app.cli.Invocation;
import dev.graft.app.cli.Material;
import dev.graft.app.cli.Processor;
import dev.graft.app.cli.Stopped;
import dev.graft.app.cli.values.Failure;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code --watch} where no browser looks. */
@Timeout(180)
final class WatchTest {

  @TempDir static Path folder;
  private static Path images;

  @BeforeAll
  static void make() throws Exception {
    images = Material.images(folder.resolve("shapes"), 8);
  }

  private static String[] line(String command, Path out, String... more) {
    var args = new ArrayList<>(List.of(command));
    args.addAll(List.of(more));
    if (command.equals("compare")) {
      args.add("--folds=off");
    }
    args.addAll(
        List.of(
            images.toString(),
            "--backbone=resnet18_slim",
            "--epochs=2",
            "--input-size=32",
            "--precision=float32",
            "--feature-cache=off",
            "--out=" + out));
    return args.toArray(String[]::new);
  }

  @Test
  void aScriptEndsAsWithoutIt() throws Exception {
    Path out = folder.resolve("script");
    Invocation done =
        Invocation.of(line("compare", out, "--strategies=feature-extract", "--watch"));
    assertThat(done.code()).as(done.err()).isZero();
    assertThat(done.err()).contains("Watching at http://127.0.0.1:").doesNotContain("is shown at");
    String address = done.err().replaceFirst("(?s).*Watching at (\\S+)\\R.*", "$1");
    var server = URI.create(address);
    assertThatThrownBy(() -> new Socket(server.getHost(), server.getPort()).close())
        .isInstanceOf(ConnectException.class);
    // How it was looked at is no part of what was done.
    assertThat(Files.readString(out.resolve("report.html"))).doesNotContain("--watch");
  }

  @Test
  void ctrlCDoesWhatItDoesAndGoingOnNeedsNobodyToWatch() throws Exception {
    Path out = folder.resolve("ctrl-c");
    String[] given = line("train", out, "--strategy=fine-tune", "--epochs=400", "--watch=0");
    List<String> args = new ArrayList<>(List.of(given));
    args.remove("--epochs=2");
    Invocation ended =
        Stopped.when(out.resolve("checkpoint/command.json"), args.toArray(String[]::new));
    assertThat(ended.code()).isEqualTo(Failure.INTERRUPTED);
    assertThat(ended.err())
        .contains("graft: interrupted with 0 of 1 runs finished; resume with: ./graft train");
    assertThat(Files.readString(out.resolve("checkpoint/command.json"))).doesNotContain("--watch");
    Path state = out.resolve("checkpoint/command.json");
    Invocation again = Stopped.when(state, "train", "--resume=" + out, "--watch");
    assertThat(again.code()).isEqualTo(Failure.INTERRUPTED);
    assertThat(again.err()).contains("graft: interrupted");
  }

  @Test
  void thePortIsCheckedFirst() throws Exception {
    Invocation.of("compare", "--watch=70000", images.toString())
        .failedWith(Failure.USAGE, "--watch=PORT must be 0 to 65535, got 70000");
    Invocation.of("compare", "--watch=x", images.toString()).failedWith(Failure.USAGE, "--watch");
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path out = folder.resolve("never");
      Invocation.of(line("compare", out, "--watch=" + taken.getLocalPort()))
          .failedWith(
              Failure.FAILED, "cannot listen on 127.0.0.1, port " + taken.getLocalPort(), "in use");
      assertThat(out).doesNotExist();
    }
  }

  @Test
  void wrongOptionsOpenNoServer() {
    Invocation wrong = Invocation.of("compare", "--watch", images.toString(), "--strategies=none");
    wrong.failedWith(Failure.USAGE, "unknown strategy");
    assertThat(wrong.err()).doesNotContain("Watching");
  }

  @Test
  void withoutItNoServerIsLoaded() throws Exception {
    Path log = folder.resolve("classes.txt");
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                Processor.ofChild(),
                "-Xlog:class+load:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.graft.app.cli.Main"));
    command.addAll(List.of(line("train", folder.resolve("unwatched"))));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(Files.readString(log)).contains("dev.graft.app.cli.run.Watch ");
    assertThat(Files.readAllLines(log)).noneMatch(loaded -> loaded.contains("org.eclipse.jetty"));
  }
}
