package dev.graft.bench.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A worker's half of its conversation with the driver: it says that it is ready, waits for {@code
 * go}, does a piece of work, says how long that took, and waits again. What the other half's lines
 * begin with tells them from what libraries print.
 */
public final class Worker {

  /** Before what a worker says once it has loaded everything: facts about itself. */
  public static final String READY = "bench ready ";

  /** Before what a worker says after a piece of work: {@code seconds} and {@code images}. */
  public static final String DONE = "bench done ";

  /** What the driver says. */
  public static final String GO = "go";

  private final BufferedReader in =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

  /** One piece of work. */
  @FunctionalInterface
  public interface Piece {
    /** Does it. */
    void work() throws Exception;
  }

  /** Says that it is ready. */
  public Worker(Map<String, ?> facts) {
    say(READY, facts);
  }

  /** Does {@code piece}, which handles {@code images} images, as often as the driver says. */
  public static void serve(Map<String, ?> facts, int images, Piece piece) throws Exception {
    var worker = new Worker(facts);
    while (true) {
      worker.await();
      long start = System.nanoTime();
      piece.work();
      worker.done((System.nanoTime() - start) / 1e9, images);
    }
  }

  /** Waits for the next {@code go}; ends the process when the driver has no more work. */
  public void await() {
    try {
      String line = in.readLine();
      if (line == null) {
        // Not exit: native libraries need not be taken down in order.
        Runtime.getRuntime().halt(0);
      }
      if (!GO.equals(line)) {
        throw new IllegalStateException("expected \"" + GO + "\", got \"" + line + "\"");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says what a piece of work took. */
  public void done(double seconds, int images) {
    var result = new LinkedHashMap<String, Object>();
    result.put("seconds", seconds);
    result.put("images", images);
    say(DONE, result);
  }

  private static void say(String what, Map<String, ?> facts) {
    try {
      System.out.println(what + new ObjectMapper().writeValueAsString(facts));
      System.out.flush();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("facts are plain values, got " + facts, e);
    }
  }
}
