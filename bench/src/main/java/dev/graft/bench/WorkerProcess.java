package dev.graft.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.bench.work.Worker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The driver's half of the conversation with a {@link Worker}, in Java or in Python. */
final class WorkerProcess implements AutoCloseable {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int SECONDS_TO_END = 10;

  private final Contender contender;
  private final Process process;
  private final BufferedReader from;
  private final PrintStream to;
  private final JsonNode facts;

  /** Starts the worker, whose complaints go to {@code log}, and waits until it is ready. */
  WorkerProcess(Contender contender, Path log) throws IOException {
    this.contender = contender;
    var builder = new ProcessBuilder(contender.command());
    builder.environment().putAll(contender.environment());
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    this.process = builder.start();
    this.from = process.inputReader(StandardCharsets.UTF_8);
    this.to = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.facts = read(Worker.READY);
  }

  /** What it said of itself. */
  JsonNode facts() {
    return facts;
  }

  /** One piece of work; images a second. */
  double rate() throws IOException {
    to.println(Worker.GO);
    JsonNode done = read(Worker.DONE);
    return done.get("images").asDouble() / done.get("seconds").asDouble();
  }

  private JsonNode read(String what) throws IOException {
    for (String line = from.readLine(); line != null; line = from.readLine()) {
      if (line.startsWith(what)) {
        return MAPPER.readTree(line.substring(what.length()));
      }
    }
    throw new IOException(
        "%s ended before it was done; see bench/target/workers.log".formatted(contender.name()));
  }

  @Override
  public void close() {
    to.close();
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
