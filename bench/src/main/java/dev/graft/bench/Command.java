package dev.graft.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A command that is run to its end, as a user sees it. */
final class Command {

  private Command() {}

  /** Wall time from start to end, and what was printed to standard output. */
  record Finished(double seconds, String output) {}

  /**
   * Runs {@code command}.
   *
   * @throws IOException if it fails, with what it printed last
   */
  static Finished run(List<String> command, Map<String, String> environment) throws IOException {
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    long start = System.nanoTime();
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      int code = process.waitFor();
      double seconds = (System.nanoTime() - start) / 1e9;
      if (code != 0) {
        int from = Math.max(0, output.length() - 2000);
        throw new IOException(
            "%s ended with %d:%n%s"
                .formatted(String.join(" ", command), code, output.substring(from)));
      }
      return new Finished(seconds, output);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
