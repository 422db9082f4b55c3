package dev.graft.app.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What pages show, as the latest JSON of each of its parts. A part that changed has another number,
 * so that whoever was kept waiting gets the latest and nothing in between.
 */
final class Board {

  private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long CHARTS_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);
  private static final String PICTURES = "pictures";

  private final LiveState state;
  private final Control control;
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private ProcessMemory memory = new ProcessMemory(0, 0);
  private long memoryRead;
  private long drawn;
  private int changes = -1;
  private long number;

  /** A part by its name, as JSON in one line. */
  record Part(String name, String json, long number) {}

  Board(LiveState state, Control control) {
    this.state = state;
    this.control = control;
  }

  /** Looks at what is to be shown as of {@code now}, and gives all parts. */
  synchronized List<Part> refresh(long now) {
    put("progress", progress(now));
    int seen = state.changes();
    if (seen != changes || now - drawn > CHARTS_NANOS) {
      changes = seen;
      drawn = now;
      put("results", LiveJson.results(state.results()));
    }
    return List.copyOf(parts.values());
  }

  private ObjectNode progress(long now) {
    if (memoryRead == 0 || now - memoryRead > MEMORY_NANOS) {
      memory = ProcessMemory.read();
      memoryRead = now;
    }
    HowFar far = state.howFar(now);
    return LiveJson.progress(far, control, memory, report(far.folder()).isPresent());
  }

  private static Optional<Path> report(String folder) {
    return folder.isEmpty()
        ? Optional.empty()
        : Optional.of(Path.of(folder, "report.html")).filter(Files::isRegularFile);
  }

  /** The report of the runs that are done, if there is one. */
  Optional<Path> report() {
    return report(state.howFar(System.nanoTime()).folder());
  }

  /** Other pictures. */
  synchronized void show(Strip.Shown shown) {
    put(PICTURES, LiveJson.pictures(shown));
  }

  /** Everything but pictures, for programs. */
  synchronized JsonNode all(long now) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.set("progress", progress(now));
    all.set("results", LiveJson.results(state.results()));
    return all;
  }

  private void put(String name, JsonNode node) {
    String json = node.toString();
    Part known = parts.get(name);
    if (known == null || !known.json().equals(json)) {
      number++;
      parts.put(name, new Part(name, json, number));
    }
  }
}
