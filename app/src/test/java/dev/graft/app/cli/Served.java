package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server as a process of its own, which is ended as Ctrl-C ends it. */
record Served(Process process, URI address, Path out, Path err) implements AutoCloseable {

  private static final Pattern ADDRESS = Pattern.compile("at (http://127\\.0\\.0\\.1:\\d+)\\R");

  /** Starts it and waits until it listens. */
  static Served start(Path folder, String... command) throws IOException, InterruptedException {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "signals are sent with kill");
    Path out = Files.createTempFile(folder, "said", ".txt");
    Path err = Files.createTempFile(folder, "complaints", ".txt");
    var words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                Processor.ofChild(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.graft.app.cli.Main"));
    words.addAll(List.of(command));
    words.add("--port=0");
    if (words.stream().noneMatch(word -> word.startsWith("--precision"))) {
      words.add("--precision=float32");
    }
    var builder =
        new ProcessBuilder(words).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("GRAFT_HOME", folder.resolve("home").toString());
    Process process = builder.start();
    Matcher address = ADDRESS.matcher(Files.readString(out));
    while (process.isAlive() && !address.find()) {
      Thread.sleep(50);
      address = ADDRESS.matcher(Files.readString(out));
    }
    assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
    return new Served(process, URI.create(address.group(1)), out, err);
  }

  String get(String path) throws IOException, InterruptedException {
    return body(HttpRequest.newBuilder(URI.create(address + path)));
  }

  String get(String path, String token) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(address + path));
    return body(request.header("Authorization", "Bearer " + token));
  }

  private static String body(HttpRequest.Builder request) throws IOException, InterruptedException {
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString()).body();
  }

  String said() throws IOException {
    return Files.readString(out);
  }

  String complaints() throws IOException {
    return Files.readString(err);
  }

  int exitCode() {
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    try {
      new ProcessBuilder("kill", "-TERM", String.valueOf(process.pid())).start().waitFor();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }
}
