package dev.graft.app.watch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.app.report.json.Codec;
import java.util.Base64;
import java.util.Locale;
import java.util.OptionalDouble;

/** What pages are sent, as JSON. */
final class LiveJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private LiveJson() {}

  /**
   * How far the command is and how it is.
   *
   * @param hasReport whether there is one of the runs that are done
   */
  static ObjectNode progress(HowFar far, Control control, ProcessMemory memory, boolean hasReport) {
    Control.State state = control.state();
    ObjectNode node = NODES.objectNode();
    node.put("state", state.name().toLowerCase(Locale.ROOT));
    node.put("message", control.message());
    node.put("canResume", control.canResume());
    node.put("title", far.title());
    node.put("heading", far.heading());
    node.put("where", far.where());
    node.put("finished", far.finished()).put("runs", far.runs());
    node.put("share", rounded(far.share()));
    node.put("work", far.work()).put("workShare", rounded(far.workShare()));
    put(node, "loss", far.loss());
    put(node, "imagesPerSecond", far.imagesPerSecond());
    put(node, "secondsLeft", far.left().seconds());
    node.put("memory", memory.now()).put("peakMemory", memory.peak());
    node.put("hasReport", hasReport);
    node.put("said", far.said());
    node.put("folder", far.folder()).put("resume", far.resume());
    ObjectNode tiles = node.putObject("tiles");
    tile(tiles, "left", far.left().figure(), far.left().more());
    tile(tiles, "speed", figure(far.imagesPerSecond(), "%,.0f"), "images a second, in training");
    tile(tiles, "loss", figure(far.loss(), "%.3f"), "of the last step");
    tile(tiles, "memory", gigabytes(memory.now()), more(memory));
    return node;
  }

  private static void tile(ObjectNode tiles, String name, String figure, String more) {
    tiles.putObject(name).put("figure", figure).put("more", more);
  }

  private static String figure(OptionalDouble value, String format) {
    return value.isEmpty() ? "\u2013" : String.format(Locale.ROOT, format, value.getAsDouble());
  }

  private static String gigabytes(long bytes) {
    return bytes == 0 ? "unknown" : String.format(Locale.ROOT, "%.1f\u00a0GB", bytes / 1e9);
  }

  private static String more(ProcessMemory memory) {
    return memory.peak() == 0
        ? "on this system"
        : "%s at the most so far".formatted(gigabytes(memory.peak()));
  }

  private static double rounded(double share) {
    return Math.round(share * 1000) / 1000.0;
  }

  private static void put(ObjectNode node, String name, OptionalDouble value) {
    if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
      node.put(name, value.getAsDouble());
    } else {
      node.putNull(name);
    }
  }

  /** Runs and charts. */
  static ObjectNode results(LiveState.Results results) {
    ObjectNode node = NODES.objectNode();
    node.put("table", results.charts().table(results.running()));
    node.set("accuracy", Codec.tree(results.charts().accuracy()));
    node.set("loss", Codec.tree(results.charts().loss()));
    results.notes().forEach(node.putArray("notes")::add);
    return node;
  }

  /** Pictures, each inside. */
  static ObjectNode pictures(Strip.Shown shown) {
    ObjectNode node = NODES.objectNode();
    node.put("about", shown.about());
    var all = node.putArray("pictures");
    for (Strip.Picture picture : shown.pictures()) {
      String data = Base64.getEncoder().encodeToString(picture.jpeg().array());
      all.addObject()
          .put("source", "data:image/jpeg;base64," + data)
          .put("className", picture.className())
          .put("name", picture.name());
    }
    return node;
  }
}
